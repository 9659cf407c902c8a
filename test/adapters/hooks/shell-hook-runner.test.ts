// Specifies how hooks run: in order, as they come, within their time, with nothing left of them.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HookCommand } from '../../../adapters/hooks/hook-command.ts';
import { type Hook, NO_HOOKS } from '../../../adapters/hooks/hooks.ts';
import { ShellHookRunner } from '../../../adapters/hooks/shell-hook-runner.ts';
import { UNRECORDED_PROCESSES } from '../../../adapters/process/system-processes.ts';
import type { HookContext, HookEvent } from '../../../application/ports/hook-runner.port.ts';
import { hookRunnerContract } from '../../contracts/hook-runner.contract.ts';
import { endProcess, processesOf } from '../../support/processes.ts';
import { waitFor } from '../../support/wait-for.ts';
import { keptLog } from '../acp/log.ts';

/** macOS has no such command. */
const SETSID = process.platform === 'darwin' ? '' : 'setsid ';
const LONE_SURROGATE = /\p{Surrogate}/u;
const never = new AbortController().signal;

let cwd: string;
let tmp: string;
let log: ReturnType<typeof keptLog>;
let events: HookEvent[];

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'iteratr-test-'));
  tmp = process.env.TMPDIR ?? '';
  process.env.TMPDIR = mkdtempSync(join(cwd, 'tmp-'));
  log = keptLog();
  events = [];
});

afterEach(async () => {
  const left = processesOf(cwd);
  for (const { pid } of left) endProcess(pid);
  const files = readdirSync(process.env.TMPDIR ?? '');
  if (tmp === '') delete process.env.TMPDIR;
  else process.env.TMPDIR = tmp;
  rmSync(cwd, { recursive: true, force: true });
  expect({ left, files }).toEqual({ left: [], files: [] });
});

function hook(command: string, { timeoutSeconds = 20, pipeOutput = true } = {}): Hook {
  return { command: new HookCommand(command), timeoutSeconds, pipeOutput };
}

/** By its environment every process of a test is found; those of hooks have it from here. */
function runner(...hooks: readonly Hook[]): ShellHookRunner {
  const env = { PATH: process.env.PATH ?? '', TEST_DIRECTORY: cwd, ITERATR_TASK_ID: 'of an outer run' };
  return new ShellHookRunner({
    hooks: { ...NO_HOOKS, pre_iteration: hooks },
    cwd,
    env,
    processes: UNRECORDED_PROCESSES,
    logger: log,
  });
}

function run(
  hooks: Hook | readonly Hook[],
  { context = { session: 'demo' } as HookContext, signal = never, observe = (_: HookEvent) => {} } = {},
): Promise<string> {
  const watch = (event: HookEvent): void => {
    events.push(event);
    observe(event);
  };
  return runner(...[hooks].flat()).run('pre_iteration', context, watch, signal);
}

function ended(): Extract<HookEvent, { type: 'hook-ended' }>[] {
  return events.filter((event) => event.type === 'hook-ended');
}

function printed(): string {
  return events.map((event) => (event.type === 'hook-output' ? event.text : '')).join('');
}

function logged(): unknown[] {
  return log.lines.filter(({ message }) => message === 'hook output').map(({ fields }) => fields?.line);
}

hookRunnerContract(async (hooks) => {
  const commands = Object.entries(hooks).map(([point, list]) => [
    point,
    list.map(({ output, pipeOutput, fails }) =>
      hook(`echo ${output}${fails ? '; exit 1' : ''}`, { pipeOutput }),
    ),
  ]);
  return new ShellHookRunner({
    hooks: { ...NO_HOOKS, ...Object.fromEntries(commands) },
    cwd,
    env: { PATH: process.env.PATH ?? '', TEST_DIRECTORY: cwd },
    processes: UNRECORDED_PROCESSES,
    logger: log,
  });
});

describe('what runs', () => {
  it('nothing at a point without hooks', async () => {
    expect(await runner(hook('echo x')).run('on_error', { session: 'demo' }, () => {}, never)).toBe('');
  });

  it('the commands one after the other in the work dir, and what becomes of each is told', async () => {
    const text = await run([
      hook('sleep 0.1; echo one > file; pwd'),
      hook('cat file; exit 3'),
      hook('echo silent', { pipeOutput: false }),
      hook(':'),
    ]);
    expect(text).toBe(
      `$ sleep 0.1; echo one > file; pwd\n${cwd}\n\n$ cat file; exit 3\none\n[exited with code 3]`,
    );
    const point = 'pre_iteration';
    const place = (number: number) => ({ number, of: 4 });
    const end = (command: string, exitCode: number, error = '') => {
      return { type: 'hook-ended', point, command, exitCode, error, durationMs: expect.any(Number) };
    };
    expect(events).toEqual([
      { type: 'hook-started', point, command: 'sleep 0.1; echo one > file; pwd', place: place(1) },
      { type: 'hook-output', point, text: `${cwd}\n` },
      end('sleep 0.1; echo one > file; pwd', 0),
      { type: 'hook-started', point, command: 'cat file; exit 3', place: place(2) },
      { type: 'hook-output', point, text: 'one\n' },
      end('cat file; exit 3', 3, 'exited with code 3'),
      { type: 'hook-started', point, command: 'echo silent', place: place(3) },
      { type: 'hook-output', point, text: 'silent\n' },
      end('echo silent', 0),
      { type: 'hook-started', point, command: ':', place: place(4) },
      end(':', 0),
    ]);
    expect(logged()).toEqual([cwd, 'one', 'silent']);
    expect(log.lines.every(({ level }) => level === 'info')).toBe(true);
  });

  it('an ended hook says how long it took', async () => {
    let now = 1_000;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    const observe = ({ type }: HookEvent): void => {
      if (type === 'hook-output') now = 1_250.4;
    };
    await run(hook('echo one'), { observe });
    expect(ended()).toEqual([expect.objectContaining({ durationMs: 250 })]);
  });

  it('a failing command without pipe_output tells the agent nothing', async () => {
    expect(await run(hook('echo no; exit 1', { pipeOutput: false }))).toBe('');
    expect(ended()[0]).toMatchObject({ exitCode: 1, error: 'exited with code 1' });
  });

  it('the variables of the point, in the command and in the environment, and no others', async () => {
    const show = 'env | grep ^ITERATR_ | grep -v HOOK | sort; echo {{session}} {{iteration}} {{task_id}}.';
    const context = { session: 'demo', iteration: 4, error: 'it\nfailed\0' };
    await run(hook(show), { context });
    expect(printed()).toBe('ITERATR_ERROR=it\nITERATR_ITERATION=4\nITERATR_SESSION=demo\ndemo 4 .\n');
    await run(hook('printf %s. "$ITERATR_TASK_CONTENT$ITERATR_TASK_ID"'), {
      context: { session: 'demo', taskId: 'TAS-1', taskContent: `a "b" '` },
    });
    expect(printed()).toContain(`a "b" 'TAS-1.`);
  });

  it('with contents longer than the system allows', async () => {
    const context = { session: 'demo', taskContent: 'x'.repeat(3_000_000), error: 'é'.repeat(3_000_000) };
    await run(hook('printf "%s" {{task_content}} {{error}} "$ITERATR_ERROR" | wc -c'), { context });
    expect(ended()[0]).toMatchObject({ exitCode: 0, error: '' });
    expect(Number(printed())).toBeGreaterThan(3 * 65_000);
    expect(Number(printed())).toBeLessThan(3 * 70_000);
  });

  it('without input', async () => {
    await run(hook('cat; echo done'));
    expect(printed()).toBe('done\n');
  });
});

describe('what cannot run', () => {
  it('a command that is not there says so, and the next one runs', async () => {
    const text = await run([hook('no-such-command-here'), hook('echo next')]);
    expect(text).toMatch(/not found\n\[exited with code 127\]\n\n\$ echo next\nnext$/);
  });

  it('a syntax error', async () => {
    expect(await run(hook('if'))).toMatch(/[Ss]yntax error.*\n\[exited with code 2\]$/s);
  });

  it('a work dir that has gone', async () => {
    const env = { PATH: process.env.PATH ?? '' };
    const gone = join(cwd, 'gone');
    const hooks = { ...NO_HOOKS, on_error: [hook('echo x')] };
    const text = await new ShellHookRunner({
      hooks,
      cwd: gone,
      env,
      processes: UNRECORDED_PROCESSES,
      logger: log,
    }).run('on_error', { session: 'demo' }, (event) => events.push(event), never);
    expect(text).toBe(`$ echo x\n[could not be started: no such directory: ${gone}]`);
    expect(ended()).toEqual([expect.objectContaining({ exitCode: null })]);
  });

  it('a command longer than the system allows', async () => {
    const text = await run(hook(`: ${'x'.repeat(300_000)}`));
    expect(text.slice(-90)).toContain(
      '[could not be started: its command and environment are too long for this system]',
    );
  });

  it('a value that does not fit its place', async () => {
    const context = { session: 'demo', taskContent: 'a[$(touch pwned)]' };
    const text = await run(hook('echo $(({{task_content}}))'), { context });
    expect(text).toContain('[could not be started: {{task_content}} is used in a shell calculation');
    expect(existsSync(join(cwd, 'pwned'))).toBe(false);
  });

  it('a shell that is killed', async () => {
    expect(await run(hook('echo before; kill -9 $$'))).toMatch(/before\n\[ended by SIGKILL\]$/);
    expect(ended()[0]).toMatchObject({ exitCode: null });
  });
});

describe('output', () => {
  it('of stdout and stderr comes in the order in which it was written', async () => {
    const lines = Array.from({ length: 200 }, (_, index) => index);
    await run(hook('i=0; while [ $i -lt 200 ]; do echo $i; i=$((i+1)); echo $i >&2; i=$((i+1)); done'));
    expect(printed()).toBe(lines.map((line) => `${line}\n`).join(''));
  });

  it('can be written to /dev/stdout and /dev/stderr', async () => {
    await run(hook('echo a | tee /dev/stderr; echo b > /dev/stdout'));
    expect(printed()).toBe('a\na\nb\n');
  });

  it('comes while the command runs', async () => {
    const observe = (event: HookEvent): void => {
      if (event.type === 'hook-output' && event.text.includes('go?')) writeFileSync(join(cwd, 'go'), '');
    };
    await run(hook('echo go?; until [ -e go ]; do sleep 0.02; done; echo gone'), { observe });
    expect(printed()).toBe('go?\ngone\n');
    expect(ended()[0]).toMatchObject({ exitCode: 0 });
  });

  it('is UTF-8, also where a character comes in two halves; other bytes are replaced', async () => {
    await run(
      hook(`printf '\\303'; sleep 0.1; printf '\\251 \\360\\237'; sleep 0.1; printf '\\230\\200 \\377x'`),
    );
    expect(printed()).toBe('é 😀 \uFFFDx');
    expect(events.filter(({ type }) => type === 'hook-output').length).toBeGreaterThan(1);
  });

  it('reaches the agent without colours', async () => {
    expect(await run(hook(`printf '\\033[31mred\\033[0m\\n'`))).toMatch(/\nred$/);
  });

  it('that is long reaches the agent from both ends, on whole lines, and says how much is missing', async () => {
    const text = await run(hook('seq 1 20000'));
    const all = Array.from({ length: 20_000 }, (_, index) => `${index + 1}\n`).join('');
    const [, head = '', missing, tail = ''] =
      /^\$ seq 1 20000\n(.*\n)\[… (\d+) characters omitted …\]\n(.*)$/s.exec(text) ?? [];
    expect(all.startsWith(head)).toBe(true);
    expect(all.endsWith(`\n${tail}\n`)).toBe(true);
    expect(head.length + tail.length + 1 + Number(missing)).toBe(all.length);
    for (const end of [head, tail]) {
      expect(end.length).toBeGreaterThan(16_000);
      expect(end.length).toBeLessThanOrEqual(16_384);
    }
    expect(logged()).toHaveLength(20_000);
    expect(printed()).toBe(all);
  });

  it('that just fits is not cut', async () => {
    const text = await run(hook(`head -c 32768 /dev/zero | tr '\\0' x`));
    expect(text.split('\n')[1]).toBe('x'.repeat(32_768));
  });

  it('of one endless line is cut between characters, and logged in parts', async () => {
    const text = await run(hook(`printf x; yes 😀 | head -n 50000 | tr -d '\\n'`));
    expect(text).not.toMatch(LONE_SURROGATE);
    expect(text).toMatch(/\n\[… \d+ characters omitted …\]\n😀/u);
    expect(logged().join('')).toBe(`x${'😀'.repeat(50_000)}`);
    expect(logged().every((line) => String(line).length <= 8_192 && !LONE_SURROGATE.test(String(line)))).toBe(
      true,
    );
  });

  it('of 200 MB needs no memory', async () => {
    const hooks = {
      ...NO_HOOKS,
      pre_iteration: [hook('yes 0123456789012345678901234567890123456789 | head -c 200000000')],
    };
    const env = { PATH: process.env.PATH ?? '' };
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    let length = 0;
    let most = 0;
    const before = process.memoryUsage().rss;
    const text = await new ShellHookRunner({ hooks, cwd, env, processes: UNRECORDED_PROCESSES, logger }).run(
      'pre_iteration',
      { session: 'demo' },
      (event) => {
        if (event.type === 'hook-output') length += event.text.length;
        most = Math.max(most, process.memoryUsage.rss() - before);
      },
      never,
    );
    expect(length).toBe(200_000_000);
    expect(text.length).toBeLessThan(33_000);
    expect(most).toBeLessThan(120 * 1024 * 1024);
  });
});

describe('the end', () => {
  /** Says when everything it starts is there, then waits for ever. */
  const TREES = [
    { what: 'a child', command: 'sleep 61; echo late' },
    { what: 'a grandchild', command: 'sh -c "sh -c \\"sleep 61; echo late\\"; :"; :' },
    { what: 'a child in the background', command: 'sleep 61 & wait' },
    { what: 'a session of its own', command: `${SETSID}sh -c "sleep 61; :" & wait` },
    { what: 'a tree that ignores SIGTERM', command: `trap '' TERM; sh -c "trap '' TERM; sleep 61; :"; :` },
    {
      what: 'a session of its own that ignores SIGTERM',
      command: `${SETSID}sh -c "trap '' TERM; sleep 61; :" & wait`,
    },
  ];

  it.each(TREES)('by timeout takes $what with it', async ({ command }) => {
    const text = await run([hook(`echo begun; ${command}`, { timeoutSeconds: 0.4 }), hook('echo next')]);
    expect(processesOf(cwd)).toEqual([]);
    expect(text).toContain('begun\n[timed out after 0.4 s]\n\n$ echo next\nnext');
    expect(printed()).toBe('begun\nnext\n');
    expect(ended()[0]).toMatchObject({ exitCode: null, error: 'timed out after 0.4 s' });
  });

  it.each(TREES)('by an abort takes $what with it, and the rest is left out', async ({ command }) => {
    const interrupt = new AbortController();
    const observe = ({ type }: HookEvent): void => {
      if (type === 'hook-output') setTimeout(() => interrupt.abort(), 100);
    };
    const text = await run([hook(`echo begun; ${command}`), hook('echo next')], {
      signal: interrupt.signal,
      observe,
    });
    expect(processesOf(cwd)).toEqual([]);
    expect(text).toMatch(/begun\n\[interrupted\]$/);
    expect(ended()).toEqual([expect.objectContaining({ exitCode: null, error: 'interrupted' })]);
  });

  it('before the beginning runs nothing', async () => {
    expect(await run(hook('echo x'), { signal: AbortSignal.abort() })).toBe('');
    expect(events).toEqual([]);
  });

  it('is not put off by a child in the background that holds the output', async () => {
    const text = await run(hook('(sleep 0.05; echo soon; sleep 61; echo late) & echo begun'));
    expect(text).toMatch(/begun\nsoon$/);
    expect(ended()[0]).toMatchObject({ exitCode: 0, error: '' });
    expect(processesOf(cwd)).toEqual([]);
  });

  it.runIf(SETSID)('leaves alone what was started in a session of its own to stay', async () => {
    await run(hook('setsid sleep 61 & echo begun; sleep 0.2'));
    const [left, ...others] = processesOf(cwd);
    expect(others).toEqual([]);
    expect(left?.command).toBe('sleep 61');
    endProcess(left?.pid ?? 0);
    await waitFor('it to end', () => processesOf(cwd).length === 0);
  });

  it('a command that ends when it is asked to may still say something', async () => {
    const text = await run(
      hook(`trap 'echo cleaned; exit 0' TERM; echo begun; sleep 61 & wait`, { timeoutSeconds: 0.3 }),
    );
    expect(text).toMatch(/begun\ncleaned\n\[timed out after 0\.3 s\]$/);
  });

  it('of the program by process.exit leaves nothing', async () => {
    const script = join(cwd, 'exits.ts');
    const source = (path: string) =>
      JSON.stringify(fileURLToPath(new URL(`../../../${path}`, import.meta.url)));
    writeFileSync(
      script,
      `import { HookCommand } from ${source('adapters/hooks/hook-command.ts')};
       import { NO_HOOKS } from ${source('adapters/hooks/hooks.ts')};
       import { UNRECORDED_PROCESSES as processes } from ${source('adapters/process/system-processes.ts')};
       import { ShellHookRunner } from ${source('adapters/hooks/shell-hook-runner.ts')};
       const command = new HookCommand("${SETSID}sh -c 'sleep 61; :' & echo begun; trap '' TERM; sleep 62; :");
       const hooks = { ...NO_HOOKS, on_error: [{ command, timeoutSeconds: 60, pipeOutput: false }] };
       const logger = { debug() {}, info() {}, warn() {}, error() {} };
       new ShellHookRunner({ hooks, cwd: ${JSON.stringify(cwd)}, env: process.env, processes, logger }).run(
         'on_error', { session: 'demo' },
         ({ type }) => { if (type === 'hook-output') setTimeout(() => process.exit(7), 200); },
         new AbortController().signal,
       );`,
    );
    const env = { ...process.env, TEST_DIRECTORY: cwd };
    const tsx = fileURLToPath(new URL('../../../node_modules/tsx/dist/loader.mjs', import.meta.url));
    const child = spawn(process.execPath, ['--import', tsx, script], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    const started = () => processesOf(cwd).filter(({ command }) => command.startsWith('sleep'));
    await waitFor('both to run', () => started().length === 2 || child.exitCode !== null);
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect({ code, stderr }).toEqual({ code: 7, stderr: '' });
    await waitFor('all to end', () => processesOf(cwd).length === 0, 2_000);
    rmSync(join(process.env.TMPDIR ?? '', 'tsx-0'), { recursive: true, force: true });
  });
});
