// What every agent is tried with. Each scenario returns what was seen, and throws what is wrong.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { within } from '../../application/async/time-limit.ts';
import { fail, hang, type Script, say } from '../support/model-server/script.ts';
import type { Program } from '../support/program.ts';
import { jsonLines } from '../support/program.ts';
import { waitFor } from '../support/wait-for.ts';
import type { TriedAgent } from './agents.ts';
import { interviewOnce } from './interview.ts';
import { seenIn } from './seen.ts';
import { Trial } from './trial.ts';
import { type Step, work } from './work.ts';

export interface Scenario {
  readonly name: string;
  /** `path`: folders with the agent's programs. */
  readonly play: (agent: TriedAgent, path: readonly string[]) => Promise<string>;
}

/** Of one scenario. */
const LIMIT_MS = 180_000;
const START_MS = 60_000;
const ITERATIONS = 4;

const addTask: Step = { iteratr: 'task-add', args: { content: 'Greet the world' } };
const completeTask: Step = { iteratr: 'task-status', args: { id: 'TAS-1', status: 'completed' } };
const summary: Step = { iteratr: 'iteration-summary', args: { summary: 'The greeting is written' } };
const complete: Step = { iteratr: 'session-complete' };

/** Runs `play` on a new trial and ends it. Errors of the script come first, because they cause the others. */
async function trying(
  agent: TriedAgent,
  script: (program: Program) => Script,
  options: { readonly path: readonly string[]; readonly loggedIn?: boolean },
  play: (trial: Trial) => Promise<string>,
): Promise<string> {
  const trial = await Trial.begin(agent, script, options);
  try {
    const seen = await within(LIMIT_MS, play(trial));
    if (seen === 'late') throw new Error(`it takes more than ${LIMIT_MS / 1_000} s`);
    assert.deepEqual(trial.failures.map(String), []);
    assert.deepEqual(await trial.nothingLeft(), [], 'processes are left');
    return seen;
  } catch (error) {
    throw trial.failures[0] ?? error;
  } finally {
    await trial.end();
  }
}

async function iteration(agent: TriedAgent, path: readonly string[]): Promise<string> {
  const script = (program: Program): Script =>
    work(agent, [
      addTask,
      { iteratr: 'task-status', args: { id: 'TAS-1', status: 'in_progress' } },
      agent.write(program.path('hello.txt'), 'hello world\n'),
      agent.run('cat hello.txt; exit 3'),
      completeTask,
      summary,
      complete,
    ]);
  return trying(agent, script, { path }, async (trial) => {
    const from = Date.now();
    const { code, stdout, stderr } = await trial.start().ended;
    assert.equal(code, 0, `exit code ${code}: ${stderr}${lastLine(stdout)}`);
    assert.equal(trial.program.git('show', 'HEAD:hello.txt').trim(), 'hello world');
    const { calls, tokens, cost } = seenIn(jsonLines(stdout));
    const untitled = calls.filter(({ title }) => title === '');
    assert.deepEqual(untitled, [], 'calls without a title');
    const failing = calls.find(({ output }) => output.includes('hello world'));
    assert.ok(failing, `no call shows the output of the command: ${JSON.stringify(calls)}`);
    const exitCode = agent.tellsExit ? 3 : null;
    assert.equal(failing.exitCode, exitCode, `the exit code is wrong: ${JSON.stringify(failing)}`);
    assert.ok(tokens !== null || !agent.tellsTokens, 'no tokens are reported');
    return `${seconds(from)}, ${tokens ?? 'no'} tokens${cost === null ? '' : `, cost ${cost}`}, ${calls.length} calls`;
  });
}

async function resume(agent: TriedAgent, path: readonly string[]): Promise<string> {
  let killed = false;
  const script = (): Script => (conversation) =>
    killed
      ? work(agent, [completeTask, complete])(conversation)
      : work(agent, [addTask], hang())(conversation);
  return trying(agent, script, { path }, async (trial) => {
    const first = trial.start();
    await waitFor('the task', () => first.stdout.includes('"TaskAdded"'), START_MS);
    first.signal('SIGKILL');
    await first.ended;
    killed = true;
    const from = Date.now();
    const { code, stdout, stderr } = await trial.start().ended;
    assert.equal(code, 0, `exit code ${code}: ${stderr}${lastLine(stdout)}`);
    assert.match(lastLine(stdout), /"tasks":\{"total":1,"completed":1,"open":0\}/);
    return seconds(from);
  });
}

async function cancel(agent: TriedAgent, path: readonly string[]): Promise<string> {
  return trying(
    agent,
    () => () => hang(),
    { path },
    async (trial) => {
      const env = { ITERATR_IDLE_TIMEOUT: '3', ITERATR_MAX_FAILURES: '1' };
      const idle = await trial.start([], env).ended;
      assert.match(lastLine(idle.stdout), /"reason":"failed"/);
      assert.deepEqual(await trial.nothingLeft(), [], 'processes are left');
      const asked = trial.model.requests.length;
      const build = trial.start();
      await waitFor('a request', () => trial.model.requests.length > asked, START_MS);
      const from = Date.now();
      build.signal('SIGINT');
      const { code, stdout } = await build.ended;
      assert.equal(code, 130, lastLine(stdout));
      return `SIGINT ends it in ${seconds(from)}`;
    },
  );
}

async function notLoggedIn(agent: TriedAgent, path: readonly string[]): Promise<string> {
  return trying(
    agent,
    () => () => say('Nobody asks.'),
    { path, loggedIn: false },
    async (trial) => {
      const { code, stdout } = await trial.start([], { ITERATR_MAX_FAILURES: '1' }).ended;
      const { message } = JSON.parse(lastLine(stdout)) as { readonly message: string };
      assert.notEqual(code, 0);
      assert.match(message, /log ?in|login|auth/i);
      return message;
    },
  );
}

async function refusedKey(agent: TriedAgent, path: readonly string[]): Promise<string> {
  return trying(
    agent,
    () => () => fail(401, 'Invalid API key provided'),
    { path },
    async (trial) => {
      const { code, stdout } = await trial.start([], { ITERATR_MAX_FAILURES: '1' }).ended;
      const { message } = JSON.parse(lastLine(stdout)) as { readonly message: string };
      assert.notEqual(code, 0);
      return message;
    },
  );
}

async function iterations(agent: TriedAgent, path: readonly string[]): Promise<string> {
  const running: (readonly string[])[] = [];
  const script =
    (program: Program): Script =>
    async (conversation) => {
      const number = Number(/You are iteration (\d+) /.exec(conversation.prompts.join('\n'))?.[1]);
      const note: Step = { iteratr: 'note-add', args: { type: 'learning', content: `n${number}` } };
      const end = number === ITERATIONS ? [completeTask, complete] : [];
      const reply = await work(agent, [...(number === 1 ? [addTask] : []), note, ...end])(conversation);
      if (reply.kind === 'message' && reply.calls.length === 0) running[number - 1] = await fewest(program);
      return reply;
    };
  return trying(agent, script, { path }, async (trial) => {
    const from = Date.now();
    const { code, stdout, stderr } = await trial.start().ended;
    assert.equal(code, 0, `exit code ${code}: ${stderr}${lastLine(stdout)}`);
    const counts = running.map((commands) => commands.length);
    assert.equal(counts.length, ITERATIONS);
    const most = Math.max(...counts.slice(0, 2));
    const last = running.at(-1)?.join('\n');
    assert.ok(
      Math.max(...counts.slice(2)) <= most,
      `processes in each iteration: ${counts.join(' ')}\n${last}`,
    );
    return `${seconds(from)}, processes ${counts.join(' ')}`;
  });
}

async function interview(agent: TriedAgent, path: readonly string[]): Promise<string> {
  const script = (): Script => work(agent, [{ iteratr: 'ask-user' }, agent.run('echo x > made')]);
  return trying(agent, script, { path }, (trial) => interviewOnce(agent, path, trial));
}

export const SCENARIOS: readonly Scenario[] = [
  { name: 'iteration', play: iteration },
  { name: 'resume', play: resume },
  { name: 'cancel', play: cancel },
  { name: 'no login', play: notLoggedIn },
  { name: 'refused key', play: refusedKey },
  { name: 'four iterations', play: iterations },
  { name: 'interview', play: interview },
];

/** Returns the fewest commands seen running in a second, because agents start some for a moment. */
async function fewest(program: Program): Promise<readonly string[]> {
  let fewestCommands = program.processes().map(({ command }) => command);
  for (let sample = 1; sample < 10; sample++) {
    await sleep(100);
    const commands = program.processes().map(({ command }) => command);
    if (commands.length < fewestCommands.length) fewestCommands = commands;
  }
  return fewestCommands;
}

function lastLine(stdout: string): string {
  return stdout.trim().split('\n').at(-1) ?? '';
}

function seconds(from: number): string {
  return `${((Date.now() - from) / 1_000).toFixed(1)} s`;
}
