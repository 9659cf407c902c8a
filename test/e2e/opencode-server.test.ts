// Specifies that the server which the real opencode opens tells nothing to whoever does not know its password.
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { listeningSockets } from '../../adapters/process/listening-sockets.ts';
import { startModelServer } from '../support/model-server/model-server.ts';
import { setUpOpencode } from '../support/model-server/opencode-fixture.ts';
import { inOrder, type Script, say, tool } from '../support/model-server/script.ts';
import { Program } from '../support/program.ts';

async function opencodeWith(program: Program, script: Script, own: Record<string, string> = {}) {
  const model = await startModelServer(script);
  onTestFinished(() => model.close());
  const home = join(program.base, 'opencode');
  const { command, args, env, ...fixture } = setUpOpencode({
    workTree: program.workTree,
    home,
    modelUrl: model.url,
  });
  const agent = { ITERATR_AGENT: [command, ...args].join(' '), ITERATR_MODEL: fixture.model };
  return { env: { ...env, HOME: program.home, ...agent, ...own }, failures: model.failures };
}

/** What every port of opencode answers without a password, as `path status`. */
async function answers(program: Program): Promise<string[]> {
  const urls = (await ports(program)).flatMap((base) => ['/config', '/session'].map((path) => [base, path]));
  const asked = urls.map(async ([base, path]) =>
    fetch(`${base}${path}`).then(({ status }) => `${path} ${status}`),
  );
  return Promise.all(asked);
}

async function ports(program: Program): Promise<string[]> {
  const agents = program.processes().filter(({ command }) => /opencode acp$/.test(command));
  const found = await Promise.all(agents.map(({ pid }) => listeningSockets(pid)));
  return found.flatMap(({ sockets }) => sockets.map(({ host, port }) => `http://${host}:${port}`));
}

it.each<[string, Record<string, string>]>([
  ['a password of its own', {}],
  ["the user's password", { OPENCODE_SERVER_PASSWORD: 'swordfish and chips' }],
])('a build completes while its opencode answers 401, with %s', { timeout: 120_000 }, async (_, own) => {
  const program = new Program();
  program.write('.gitignore', 'opencode.json\n');
  const asked: string[] = [];
  const script = inOrder(
    tool('iteratr_task-add', { content: 'x', status: 'completed' }),
    tool('bash', { command: 'env | grep PASSWORD', description: 'Shows the password' }),
    tool('iteratr_session-complete'),
    say('Done.'),
  );
  const { env, failures } = await opencodeWith(
    program,
    async (conversation) => {
      asked.push(...(await answers(program)));
      return script(conversation);
    },
    own,
  );
  const { code, stdout, stderr } = await program.run(['build', '--headless', '--output', 'json'], { env });
  expect(failures).toEqual([]);
  expect([code, stderr], stdout).toEqual([0, '']);
  expect([...new Set(asked)].sort()).toEqual(['/config 401', '/session 401']);
  expect(stdout).toContain('OPENCODE_SERVER_PASSWORD=[hidden]');
  expect(await program.nothingLeft()).toEqual([]);
});

it.each<[string, string, string, RegExp]>([
  [
    'asks for credentials',
    '',
    'ok',
    /"ok","found":"port \d+ of the agent \(127\.0\.0\.1\) asks for credentials"/,
  ],
  [
    'is open where the password does not reach it',
    'env -u OPENCODE_SERVER_PASSWORD ',
    'warning',
    /"warning","found":"port \d+ of the agent \(127\.0\.0\.1\) answers without credentials: .*\/config \(200\), \/session \(200\)/,
  ],
])('doctor finds that it %s', { timeout: 120_000 }, async (_, wrapper, state, line) => {
  const program = new Program();
  const { env } = await opencodeWith(program, () => say('Nobody asks.'));
  const ITERATR_AGENT = `${wrapper}${env.ITERATR_AGENT}`;
  const { stdout } = await program.run(['doctor', '--json'], {
    env: { ...env, ITERATR_AGENT, ITERATR_MODEL: undefined },
  });
  const { checks } = JSON.parse(stdout);
  const agent = checks.find(({ id }: { id: string }) => id === 'agent');
  expect([agent.state, JSON.stringify(agent.findings)]).toEqual([state, expect.stringMatching(line)]);
});
