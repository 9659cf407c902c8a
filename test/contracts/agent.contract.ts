// What every agent does: one suite for the real adapter and for the agent that plays turns in memory.
import { describe, expect, it } from 'vitest';
import type { Agent, AgentContext, AgentEvent } from '../../application/ports/agent.port.ts';

/** What the agent does in one turn; the nth prompt of its life gets the nth. */
export interface ContractTurn {
  readonly says?: readonly string[];
  /** Waits until the turn is cancelled. */
  readonly hangs?: true;
  /** The process goes in the middle of the turn. */
  readonly exits?: true;
  readonly stopReason?: 'end_turn' | 'max_tokens' | 'refusal';
}

export interface AgentUnderTest {
  readonly agent: Agent;
  /** The prompts the agent got, each as one text. */
  prompts(): readonly string[];
}

const never = new AbortController().signal;

/** `make` gives an agent that was not started. */
export function agentContract(make: (turns: readonly ContractTurn[]) => AgentUnderTest): void {
  async function open(agent: Agent): Promise<AgentContext> {
    await agent.start(never);
    return agent.openContext({ cwd: process.cwd(), model: '', mcpServers: [] }, never);
  }

  async function play(context: AgentContext, prompt: string, signal = never): Promise<AgentEvent[]> {
    const events: AgentEvent[] = [];
    for await (const event of context.prompt([prompt], signal)) events.push(event);
    return events;
  }

  /** Pieces that follow one another may come as one. */
  const textOf = (events: readonly AgentEvent[]): string =>
    events.map((event) => (event.type === 'text' ? event.text : '')).join('');

  describe('agent contract', () => {
    it('says the same of itself however often it is started', async () => {
      const { agent } = make([]);
      const info = await agent.start(never);
      expect(info.name).not.toBe('');
      expect(await agent.start(never)).toEqual(info);
    });

    it('yields what a turn emits in order, and its end last and once', async () => {
      const { agent, prompts } = make([{ says: ['one ', 'two ', 'three'] }]);
      const events = await play(await open(agent), 'go');
      expect(textOf(events)).toBe('one two three');
      expect(events.filter(({ type }) => type === 'turn-ended')).toHaveLength(1);
      expect(events.at(-1)).toMatchObject({ type: 'turn-ended', stopReason: 'end_turn' });
      expect(prompts()).toEqual(['go']);
    });

    it('takes one turn after the other, in one context and in the next', async () => {
      const { agent, prompts } = make([{ says: ['a'] }, { says: ['b'] }, { says: ['c'] }]);
      const first = await open(agent);
      expect(textOf(await play(first, '1'))).toBe('a');
      expect(textOf(await play(first, '2'))).toBe('b');
      await first.close();
      expect(textOf(await play(await open(agent), '3'))).toBe('c');
      expect(prompts()).toEqual(['1', '2', '3']);
    });

    it.each(['max_tokens', 'refusal'] as const)('hands on that it stopped by %s', async (stopReason) => {
      const { agent } = make([{ says: ['x'], stopReason }]);
      expect((await play(await open(agent), 'go')).at(-1)).toMatchObject({ stopReason });
    });

    it('ends a cancelled turn as cancelled, and takes the next one', async () => {
      const { agent } = make([{ hangs: true }, { says: ['on'] }]);
      const context = await open(agent);
      const cancel = new AbortController();
      const turn = play(context, 'hang', cancel.signal);
      cancel.abort();
      expect((await turn).at(-1)).toMatchObject({ type: 'turn-ended', stopReason: 'cancelled' });
      const next = await open(agent);
      expect((await play(next, 'on')).at(-1)).toMatchObject({ stopReason: 'end_turn' });
    });

    it('fails a turn whose process goes, and can be started again', async () => {
      const { agent } = make([{ exits: true }]);
      await expect(play(await open(agent), 'go')).rejects.toMatchObject({ code: 'AGENT.EXITED' });
      await expect(open(agent)).resolves.toBeDefined();
    });

    it('closes a context more than once, and after the agent has gone', async () => {
      const { agent } = make([{ says: ['x'] }]);
      const context = await open(agent);
      await play(context, 'go');
      await context.close();
      await context.close();
      const other = await open(agent);
      await agent.stop();
      await expect(other.close()).resolves.toBeUndefined();
    });

    it('stops at any time and more than once, and starts after it', async () => {
      const { agent } = make([{ says: ['x'] }]);
      await agent.stop();
      const before = await agent.start(never);
      await agent.stop();
      await agent.stop();
      expect(await agent.start(never)).toEqual(before);
      expect(textOf(await play(await open(agent), 'go'))).toBe('x');
    });

    it('opens no context where it does not run', async () => {
      const { agent } = make([]);
      const options = { cwd: process.cwd(), model: '', mcpServers: [] };
      await expect(agent.openContext(options, never)).rejects.toMatchObject({ code: 'AGENT.EXITED' });
    });
  });
}
