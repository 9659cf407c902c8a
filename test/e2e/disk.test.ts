// Specifies what happens when the store cannot store, or cannot be read: a clear line, and nothing acknowledged is lost.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'nats';
import { quote } from 'shlex';
import { describe, expect, it } from 'vitest';
import { openEmbeddedServer } from '../../adapters/nats/embedded/embedded-server.ts';
import { findServer } from '../../adapters/nats/embedded/server-binary.ts';
import { UNRECORDED_PROCESSES } from '../../adapters/process/system-processes.ts';
import { SILENT } from '../support/harness.ts';
import { endProcess } from '../support/processes.ts';
import { Program } from '../support/program.ts';
import { FILL_UP, mcp } from '../support/scenarios.ts';

const LONG = 'x'.repeat(40_000);

/** A nats-server that can write no file beyond 100 KB, until `makeRoom`: what a full disk is to a server that appends to one. */
function serverWithoutRoom(program: Program): string {
  const server = findServer({ dataDir: '/nowhere' });
  const path = join(program.base, 'nats-server');
  writeFileSync(path, `#!/bin/sh\nulimit -S -f 200\nexec ${quote(server)} "$@"\n`, { mode: 0o755 });
  return path;
}

function makeRoom(program: Program): void {
  for (const { pid } of program.servers()) {
    execFileSync('prlimit', ['--pid', String(pid), '--fsize=unlimited:unlimited']);
  }
}

describe('a full disk', () => {
  it('is waited for by a build, which says so once and continues when there is room', async () => {
    const program = new Program();
    const turns = [{ steps: FILL_UP }, { steps: [mcp('session-complete')] }];
    const env = { ITERATR_NATS_SERVER: serverWithoutRoom(program) };
    const build = program.startBuild({ turns }, [], { env });
    await build.printed('waiting for room');
    makeRoom(program);
    const { code, stdout } = await build.ended;
    expect(code).toBe(0);
    const told = stdout.split('\n').filter((line) => /store_timeout|has room again/.test(line));
    expect(told).toEqual([
      expect.stringMatching(
        /^warning: the disk is full: .*\.iteratr; waiting for room until .* \(store_timeout\)$/,
      ),
      expect.stringMatching(/^the store has room again after /),
    ]);
    const events = await program.events();
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    expect(events.map(({ type }) => type)).toContain('RunEnded');
  });

  it('ends a build with one error when there is no room in time', async () => {
    const program = new Program();
    const env = { ITERATR_NATS_SERVER: serverWithoutRoom(program), ITERATR_STORE_TIMEOUT: '1' };
    const { code, stdout } = await program.build({ turns: [{ steps: FILL_UP }] }, [], { env });
    expect(code).toBe(1);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^failed: .*the disk is full: .*make room/);
    expect(await program.nothingLeft()).toEqual([]);
  });

  it('is told in one line, and what was stored before is kept', async () => {
    const program = new Program();
    await program.tool('task-add', ['--content', 'before']);
    const server = serverWithoutRoom(program);
    const contents = ['1', '2', '3', '4'].map((number) => `${number} ${LONG}`);
    const codes: number[] = [];
    for (const content of contents) {
      const add = ['tool', 'task-add', '--name', 'SPEC', '--content', content];
      const { code, stderr } = await program.run(add, { env: { ITERATR_NATS_SERVER: server } });
      codes.push(code);
      if (code !== 0)
        expect(stderr).toMatch(
          /^iteratr: could not record events .*the disk is full: .*\.iteratr; the change was not stored; make room .*\n$/,
        );
    }
    expect(codes).toContain(1);
    const kept = (await program.tool('task-list')) as { content: string }[];
    expect(kept.map(({ content }) => content)).toEqual([
      'before',
      ...contents.filter((_, i) => codes[i] === 0),
    ]);
    await program.tool('task-add', ['--content', 'after']);
  });

  it('is told to the agent, and the run goes on with what can be stored', async () => {
    const program = new Program();
    const fills = Array.from({ length: 4 }, (_, i) =>
      mcp('task-add', { content: `${i} ${LONG}`, status: 'completed' }),
    );
    const agent = program.agent({ turns: [{ steps: [...fills, mcp('session-complete')] }] });
    const env = { ITERATR_AGENT: agent.commandLine, ITERATR_NATS_SERVER: serverWithoutRoom(program) };
    const { code, stdout } = await program.run(['build', '--headless'], { env });
    expect(stdout).toContain('the disk is full');
    expect(code).toBe(0);
    const kept = (await program.events()).filter(({ type }) => type === 'TaskAdded').length;
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(4);
  });
});

it('a store that does not come back ends the run, which can be resumed', async () => {
  const program = new Program();
  const path = join(program.base, 'nats-server');
  const server = quote(findServer({ dataDir: '/nowhere' }));
  writeFileSync(path, `#!/bin/sh\nexec ${server} "$@"\n`, { mode: 0o755 });
  const add = mcp('task-add', { content: 'a', status: 'completed' });
  const turns = [
    { steps: [add, { text: 'working\n' }, { wait: 1_000 }] },
    { steps: [mcp('session-complete')] },
  ];
  const agent = program.agent({ turns });
  const env = { ITERATR_AGENT: agent.commandLine, ITERATR_NATS_SERVER: path };
  const build = program.start(['build', '--headless'], { env });
  await build.printed('working\n');
  writeFileSync(path, '#!/bin/sh\necho no room >&2\nexit 1\n');
  for (const { pid } of program.servers()) endProcess(pid);
  const { code, stdout } = await build.ended;
  expect(code).toBe(1);
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^failed: the NATS server could not be started/);
  expect(await program.nothingLeft()).toEqual([]);

  const second = await program.run(['build', '--headless'], { env: { ITERATR_AGENT: agent.commandLine } });
  expect(second).toMatchObject({ code: 0 });
  const numbers = (await program.events()).filter(({ type }) => type === 'IterationStarted');
  expect(numbers.map(({ data }) => data)).toMatchObject([{ number: 1 }, { number: 2 }]);
});

it('an event that cannot be read is named, and nothing is done on a state that may be wrong', async () => {
  const program = new Program();
  await program.tool('task-add', ['--content', 'x']);
  const server = await openEmbeddedServer({
    processes: UNRECORDED_PROCESSES,
    dataDir: program.dataDir,
    logger: SILENT,
  });
  const nats = await connect({ servers: server.url, token: server.token });
  const { seq } = await nats.jetstream().publish('iteratr.SPEC.events', '{"v": 1, "prev": ');
  await nats.close();
  await server.close();
  const said = new RegExp(`session "SPEC" cannot be read at version ${seq}`);
  for (const args of [
    ['tool', 'task-list', '--name', 'SPEC'],
    ['tool', 'task-add', '--name', 'SPEC', '--content', 'y'],
  ]) {
    const { code, stderr } = await program.run(args);
    expect(code).toBe(1);
    expect(stderr).toMatch(said);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  }
  const build = await program.build({ turns: [] });
  expect(build.code).toBe(1);
  expect(build.stderr).toMatch(said);
});
