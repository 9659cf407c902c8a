// Specifies how an agent is told that a context is not needed any more, and that nobody is held up by it.
import { afterEach, describe, expect, it } from 'vitest';
import { agentFixture, cleanUp, collect, never, textOf, until } from './acp-agent.fixture.ts';

afterEach(cleanUp);

const TURN = { steps: [{ text: 'ok' }] };

it('is closed once, and the next one works', async () => {
  const { open, script } = agentFixture({ closing: 'answers', fallback: TURN });
  for (const _ of [1, 2]) {
    const context = await open();
    expect(textOf(await collect(context.prompt(['go'], never)))).toBe('ok');
    await Promise.all([context.close(), context.close()]);
    await context.close();
  }
  expect(script.sessions()).toEqual(['+session-1', '-session-1', '+session-2', '-session-2']);
});

it('is not told where it does not announce that it can', async () => {
  const { open, script, log } = agentFixture({ fallback: TURN });
  await (await open()).close();
  expect(textOf(await collect((await open()).prompt(['go'], never)))).toBe('ok');
  expect(script.sessions()).toEqual(['+session-1', '+session-2']);
  expect(log.lines.filter(({ message }) => /close/.test(message))).toEqual([]);
});

describe('an agent that', () => {
  it.each(['fails', 'hangs'] as const)('%s then is only logged at debug, and goes on', async (closing) => {
    const { open, script, log } = agentFixture({ closing, fallback: TURN });
    await (await open()).close();
    // Of one that hangs, nobody waits for the second.
    await (await open()).close();
    expect(textOf(await collect((await open()).prompt(['go'], never)))).toBe('ok');
    expect(script.sessions().filter((line) => line.startsWith('-'))).toHaveLength(2);
    expect(log.lines.filter(({ message }) => /close/.test(message))[0]).toMatchObject({ level: 'debug' });
    expect(log.lines.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
  });

  it('dies of it is started again', async () => {
    const { open } = agentFixture({ closing: 'crashes', fallback: TURN });
    await (await open()).close();
    expect(textOf(await collect((await open()).prompt(['go'], never)))).toBe('ok');
  });

  it('has gone before is not missed', async () => {
    const { open, agent } = agentFixture({
      closing: 'answers',
      fallback: { steps: [{ crash: { code: 1 } }] },
    });
    const context = await open();
    await expect(collect(context.prompt(['go'], never))).rejects.toMatchObject({ code: 'AGENT.EXITED' });
    await context.close();
    await agent.stop();
    await context.close();
  });

  it('does not have the model closes what it had opened for it', async () => {
    const models = { style: 'config', current: 'a/b', available: ['a/b'] } as const;
    const { open, script } = agentFixture({ closing: 'answers', models });
    await expect(open({ model: 'a/c' })).rejects.toMatchObject({ code: 'AGENT.MODEL' });
    expect(script.sessions()).toEqual(['+session-1', '-session-1']);
  });

  it('opens a context too late closes it', async () => {
    const { open, script } = agentFixture(
      { closing: 'answers', opening: [{ wait: 1_500 }] },
      { startTimeoutMs: 1_000 },
    );
    await expect(open()).rejects.toMatchObject({ code: 'AGENT.START' });
    await until(() => script.sessions().includes('-session-1'));
  });
});
