// Specifies how every way an agent can fail is told, that none of them hangs, and that no process is left.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { AdapterError } from '../../../application/errors.ts';
import type { AgentEvent } from '../../../application/ports/agent.port.ts';
import type { Step, Turn } from '../../support/scripted-agent/scripted-agent.ts';
import {
  agentFixture,
  cleanUp,
  collect,
  isAlive,
  never,
  temporaryDirectory,
  textOf,
  until,
} from './acp-agent.fixture.ts';

afterEach(cleanUp);

const ok: Turn = { steps: [{ text: 'ok' }] };

describe('an agent that cannot be started', () => {
  it('is not found: the error names the command and what to do', async () => {
    const { agent } = agentFixture({}, { command: 'no-such-agent' });
    await expect(agent.start(never)).rejects.toMatchObject({
      code: 'AGENT.NOT_FOUND',
      message: expect.stringMatching(/no-such-agent.*ITERATR_AGENT/),
    });
  });

  it('may not be executed, or has no directory to work in', async () => {
    const { agent } = agentFixture({}, { command: '/dev/null' });
    await expect(agent.start(never)).rejects.toMatchObject({ code: 'AGENT.START' });
    const lost = agentFixture({}, { cwd: '/no/such/directory' });
    await expect(lost.agent.start(never)).rejects.toMatchObject({
      code: 'AGENT.START',
      message: expect.stringContaining('/no/such/directory'),
    });
  });

  it.each<[string, Step[], RegExp]>([
    [
      'exits',
      [{ stderr: 'cannot read config' }, { crash: { code: 3 } }],
      /ended with code 3.*cannot read config/s,
    ],
    ['is killed', [{ crash: { signal: 'SIGKILL' } }], /ended by signal SIGKILL/],
    [
      'writes a usage text and exits',
      [{ garbage: 'usage: agent\n' }, { crash: {} }],
      /code 1.*usage: agent/s,
    ],
    ['floods its output', [{ garbage: 'noise\n', times: 500 }, { hang: true }], /does not speak ACP.*noise/],
  ])('%s before it answers', async (_, startup, message) => {
    const { agent } = agentFixture({ startup });
    await expect(agent.start(never)).rejects.toMatchObject({
      code: 'AGENT.START',
      message: expect.stringMatching(message),
    });
  });

  it('closes its output', async () => {
    const { agent } = agentFixture({}, { command: 'sh', args: ['-c', 'exec >&-; sleep 1000'] });
    await expect(agent.start(never)).rejects.toMatchObject({
      code: 'AGENT.START',
      message: expect.stringContaining('closed its output'),
    });
  });

  // What is written to it fails then, in the middle of the protocol: an error that nobody catches fails this test as well.
  it.each([
    // What was written before it did so is lost without an error.
    ['closes its input', 'exec <&-; sleep 1000', /the connection to the agent broke|did not answer within/],
    ['has gone before it is asked', 'exit 4', /ended with code 4/],
  ])('%s', async (_, script, message) => {
    for (let times = 0; times < 3; times++) {
      const { agent } = agentFixture({}, { command: 'sh', args: ['-c', script], startTimeoutMs: 1_000 });
      await expect(agent.start(never)).rejects.toMatchObject({
        code: 'AGENT.START',
        message: expect.stringMatching(message),
      });
      await agent.stop();
    }
  });

  it('does not answer in time: the error has what it wrote', async () => {
    const startup: Step[] = [{ stderr: 'connecting …' }, { garbage: 'Hello!\n' }, { hang: true }];
    const { agent } = agentFixture({ startup }, { startTimeoutMs: 500 });
    await expect(agent.start(never)).rejects.toMatchObject({
      code: 'AGENT.START',
      retryable: true,
      message: expect.stringMatching(/within 0.5 s.*Hello!.*connecting …/s),
    });
  });

  it('speaks another version of the protocol', async () => {
    const { agent } = agentFixture({ protocolVersion: 9 });
    await expect(agent.start(never)).rejects.toMatchObject({
      code: 'AGENT.START',
      message: expect.stringContaining('version 9'),
    });
  });

  it('can be interrupted while it starts, by the signal and by stop', async () => {
    const { agent } = agentFixture({ startup: [{ hang: true }] });
    await expect(agent.start(AbortSignal.timeout(50))).rejects.toMatchObject({ code: 'CANCELLED' });
    const starting = agent.start(never);
    const stopping = agent.stop();
    await expect(starting).rejects.toMatchObject({ code: 'CANCELLED' });
    await stopping;
  });
});

describe('a context that cannot be opened', () => {
  it('for want of a login says what the agent says about it', async () => {
    const { open } = agentFixture({ openingError: { code: -32000, message: 'Authentication required' } });
    await expect(open()).rejects.toMatchObject({
      code: 'AGENT.REFUSED',
      message: expect.stringContaining('Run `scripted login`'),
      retryable: false,
    });
  });

  it('in time fails instead of hanging, and so does one that is interrupted', async () => {
    const { agent, open, cwd } = agentFixture({ opening: [{ hang: true }] }, { startTimeoutMs: 1_000 });
    await expect(open()).rejects.toMatchObject({ code: 'AGENT.START' });
    const options = { cwd, model: '', mcpServers: [] };
    const opening = agent.openContext(options, AbortSignal.timeout(20));
    await expect(opening).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('for want of a running agent says so', async () => {
    const { agent, cwd } = agentFixture({});
    const opening = agent.openContext({ cwd, model: '', mcpServers: [] }, never);
    await expect(opening).rejects.toMatchObject({ code: 'AGENT.EXITED' });
  });
});

describe('a turn that fails', () => {
  const failure = async (turn: Turn) => {
    const stateFile = join(temporaryDirectory(), 'state');
    const fixture = agentFixture(
      { stateFile, turns: [turn, ok] },
      { cancelTimeoutMs: 100, stopTimeoutMs: 200 },
    );
    const context = await fixture.open();
    const events: AgentEvent[] = [];
    try {
      for await (const event of context.prompt(['go'], never)) events.push(event);
    } catch (error) {
      return { ...fixture, events, error };
    }
    throw new Error('The turn did not fail.');
  };

  it.each<[string, Turn, string, RegExp]>([
    [
      'by a crash',
      { steps: [{ text: 'a' }, { stderr: 'out of memory' }, { crash: { code: 7 } }] },
      'AGENT.EXITED',
      /ended with code 7.*out of memory/s,
    ],
    ['by a signal', { steps: [{ crash: { signal: 'SIGKILL' } }] }, 'AGENT.EXITED', /by signal SIGKILL/],
    ['by an orderly exit', { steps: [{ crash: { code: 0 } }] }, 'AGENT.EXITED', /ended with code 0/],
    [
      'by a flood of garbage',
      { steps: [{ garbage: 'noise\n', times: 200 }, { hang: true }] },
      'AGENT.PROTOCOL',
      /does not speak ACP.*noise/,
    ],
    [
      'by an error of the provider',
      { steps: [{ text: 'a' }], error: { message: 'Internal error: Rate limit reached' } },
      'AGENT.REFUSED',
      /^the agent refused: Rate limit reached$/,
    ],
    ['without any output', { steps: [] }, 'AGENT.EMPTY', /credentials \(Run `scripted login`/],
    [
      'with nothing but a plan and usage',
      { steps: [{ plan: [] }, { usage: { used: 1, size: 2 } }] },
      'AGENT.EMPTY',
      /without any output/,
    ],
  ])('%s says so', async (_, turn, code, message) => {
    const { error } = await failure(turn);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it.each<[string, Turn, unknown]>([
    [
      'its data',
      { error: { message: 'Internal error: no luck', data: { status: 429, retryAfter: 3 } } },
      { cause: 'rate_limited', retryAfterMs: 3_000 },
    ],
    [
      'its message',
      { error: { message: 'Internal error: Provider is overloaded' } },
      { cause: 'overloaded' },
    ],
    [
      'its last words',
      { steps: [{ stderr: 'Error: 429 Too Many Requests' }, { crash: { code: 1 } }] },
      { cause: 'rate_limited' },
    ],
    ['nothing', { error: { message: 'Internal error: cannot read src/foo.ts:429:12' } }, undefined],
  ])('tells of a limit by %s', async (_, turn, told) => {
    const { error } = await failure(turn);
    expect((error as AdapterError).failure).toEqual(told);
  });

  it('with missing credit as its last words is not tried again', async () => {
    const { error } = await failure({
      steps: [{ stderr: 'Credit balance is too low' }, { crash: { code: 1 } }],
    });
    expect(error).toMatchObject({
      code: 'AGENT.EXITED',
      retryable: false,
      failure: { cause: 'credit' },
      remedy: expect.stringContaining('add credit'),
    });
  });

  it('still gives what came before', async () => {
    const { events } = await failure({ steps: [{ text: 'almost' }, { crash: {} }] });
    expect(textOf(events)).toBe('almost');
  });

  it.each<[string, Step]>([
    ['crashed', { crash: {} }],
    ['sent garbage', { garbage: 'noise\n', times: 200 }],
  ])('because the agent %s lets the agent be started anew', async (_, step) => {
    const { agent, open, script } = await failure({ steps: [step, { hang: true }] });
    await expect(agent.openContext({ cwd: '/', model: '', mcpServers: [] }, never)).rejects.toMatchObject({
      code: 'AGENT.EXITED',
    });
    const events = await collect((await open()).prompt(['again'], never));
    expect(textOf(events)).toBe('ok');
    expect(script.prompts()).toHaveLength(2);
  });

  it('because the cancellation is ignored ends with the agent stopped', async () => {
    const { open, agent, cwd } = agentFixture(
      { turns: [{ deaf: true, steps: [{ shell: 'echo $PPID > pid' }, { hang: true }] }] },
      { cancelTimeoutMs: 100 },
    );
    const context = await open();
    const stop = new AbortController();
    const turn = collect(context.prompt(['go'], stop.signal));
    turn.catch(() => {});
    await until(() => existsSync(join(cwd, 'pid')) && readFileSync(join(cwd, 'pid'), 'utf8') !== '');
    stop.abort();
    await expect(turn).rejects.toMatchObject({
      code: 'AGENT.EXITED',
      message: expect.stringContaining('0.1 s'),
    });
    const pid = Number(readFileSync(join(cwd, 'pid'), 'utf8'));
    await agent.stop();
    expect(isAlive(pid)).toBe(false);
  });
});

describe('stopping', () => {
  const STUBBORN = `sh -c 'trap "" TERM; while :; do sleep 0.05; done'`;
  /** Writes down the pid of a child that leads a group of its own, and waits for it. */
  const OWN_GROUP = [
    "const child = require('node:child_process').spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' });",
    "require('node:fs').writeFileSync('child', String(child.pid));",
  ].join(' ');

  /** An agent in the middle of a turn, with a command that would go on for ever and notes the pid of its child. */
  async function working(command: string, scenario: { stubborn?: boolean } = {}) {
    const steps: Step[] = [{ shell: 'echo $PPID > agent' }, { shell: command }, { hang: true }];
    const fixture = agentFixture({ ...scenario, turns: [{ steps, deaf: true }] }, { stopTimeoutMs: 300 });
    const turn = collect((await fixture.open()).prompt(['go'], never));
    turn.catch(() => {});
    const pidIn = (file: string) => Number(readFileSync(join(fixture.cwd, file), 'utf8'));
    await until(() => existsSync(join(fixture.cwd, 'child')) && pidIn('child') > 0);
    return { ...fixture, turn, agentPid: pidIn('agent'), childPid: pidIn('child') };
  }

  it('ends the process and what it started, and the turn with it', async () => {
    const { agent, turn, agentPid, childPid } = await working(
      'sleep 1000 > /dev/null 2>&1 & echo $! > child',
    );
    expect([isAlive(agentPid), isAlive(childPid)]).toEqual([true, true]);
    await Promise.all([agent.stop(), agent.stop()]);
    await expect(turn).rejects.toMatchObject({ code: 'AGENT.EXITED', message: 'the agent was stopped' });
    expect(isAlive(agentPid)).toBe(false);
    await until(() => !isAlive(childPid));
    await agent.stop();
  });

  it.each([
    ['in its group', `${STUBBORN} > /dev/null 2>&1 & echo $! > child`],
    ['in a group of its own', `'${process.execPath}' -e "${OWN_GROUP}"`],
  ])('ends also an agent that does not listen to SIGTERM, and its child %s', async (_, command) => {
    const { agent, agentPid, childPid } = await working(command, { stubborn: true });
    await agent.stop();
    expect(isAlive(agentPid)).toBe(false);
    await until(() => !isAlive(childPid));
  });

  it('is allowed before a start, and a start after it', async () => {
    const { agent, open } = agentFixture({ turns: [ok] });
    await agent.stop();
    expect(textOf(await collect((await open()).prompt(['go'], never)))).toBe('ok');
    await agent.stop();
    expect(textOf(await collect((await open()).prompt(['go'], never)))).toBe('ok');
  });
});
