// What a build adds to the time that the real opencode takes until it can be prompted.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startModelServer } from '../support/model-server/model-server.ts';
import { setUpOpencode } from '../support/model-server/opencode-fixture.ts';
import { say } from '../support/model-server/script.ts';
import { measureInTurn, nodeProcess } from './measure.ts';
import { ratio } from './report.ts';
import { startHeadless, written } from './started-program.ts';

const RECORDER = fileURLToPath(new URL('./prompt-recorder.mjs', import.meta.url));
const ROUNDS = 7;

export async function benchOpencode(scratch: string): Promise<void> {
  const model = await startModelServer(() => say('Nothing is left to do.'));
  const home = join(scratch, 'home');
  const template = join(scratch, 'template');
  mkdirSync(join(template, 'specs'), { recursive: true });
  writeFileSync(join(template, 'specs', 'SPEC.md'), '# Start\n\nBe quick.\n');
  const opencode = setUpOpencode({ workTree: template, home, modelUrl: model.url });
  const git = (...args: string[]) => execFileSync('git', args, { cwd: template, stdio: 'ignore' });
  git('init');
  git('add', '.');
  git('-c', 'user.name=Bench', '-c', 'user.email=bench@example.org', 'commit', '--message', 'First');
  // Its name tells iteratr which agent it is.
  const agent = join(scratch, 'opencode');
  writeFileSync(agent, `#!/bin/sh\nexec "${process.execPath}" "${RECORDER}" "${opencode.command}" "$@"\n`);
  chmodSync(agent, 0o755);
  let projects = 0;
  const inProject = (prompted: (project: { cwd: string; file: string; env: Env }) => Promise<number>) => {
    return async (): Promise<number> => {
      projects += 1;
      const cwd = join(scratch, `project-${projects}`);
      cpSync(template, cwd, { recursive: true });
      const file = `${cwd}.prompted`;
      try {
        return await prompted({ cwd, file, env: { ...opencode.env, PROMPTED: file } });
      } finally {
        rmSync(cwd, { recursive: true, force: true });
      }
    };
  };
  const { node, alone, build } = await measureInTurn(ROUNDS, {
    node: () => nodeProcess(['-e', '0']),
    alone: inProject((project) => promptedAlone([agent, ...opencode.args], project)),
    build: inProject(async ({ cwd, file, env }) => {
      const build = startHeadless(['build', '--headless', '--trust', '--iterations', '1'], {
        cwd,
        env: { ...env, ITERATR_AGENT: [agent, ...opencode.args].join(' '), ITERATR_MODEL: opencode.model },
      });
      try {
        return await build.written(file);
      } finally {
        await build.end();
      }
    }),
  });
  await model.close();
  // 150 ms where Node takes 60 ms to start.
  const detail = `${build.ms.toFixed(0)} ms, opencode alone ${alone.ms.toFixed(0)} ms, ${node.ms.toFixed(0)} ms`;
  ratio(
    'build with opencode to its first prompt, beyond opencode itself, over `node -e 0`',
    (build.ms - alone.ms) / node.ms,
    2.5,
    detail,
  );
}

type Env = Readonly<Record<string, string>>;

/** Starts the agent, opens a session and prompts it. Returns the milliseconds to the prompt. */
async function promptedAlone(
  [command = '', ...args]: readonly string[],
  { cwd, file, env }: { readonly cwd: string; readonly file: string; readonly env: Env },
): Promise<number> {
  const begun = Date.now();
  const child = spawn(command, args, { cwd, env, stdio: ['pipe', 'pipe', 'ignore'] });
  const closed = once(child, 'close');
  const send = (id: number, method: string, params: object) =>
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id, result } = JSON.parse(line);
    if (id === 1) send(2, 'session/new', { cwd, mcpServers: [] });
    const prompt = [{ type: 'text', text: 'Begin.' }];
    if (id === 2) send(3, 'session/prompt', { sessionId: result.sessionId, prompt });
  });
  send(1, 'initialize', { protocolVersion: 1, clientCapabilities: {} });
  try {
    return await written(file, begun);
  } finally {
    child.kill('SIGTERM');
    await closed;
  }
}
