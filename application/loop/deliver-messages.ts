// Delivers the user's messages after a turn of the agent.
import { runTurn, type TurnOptions, type TurnResult } from './agent-turn.ts';
import type { Patience } from './patience.ts';
import type { RunContext } from './run-context.ts';

/** Sends the user's pending messages, each batch as one prompt, until there are none. They are delivered when answered. */
export async function deliverMessages(
  run: RunContext,
  patience: Patience,
  options: () => TurnOptions,
): Promise<TurnResult> {
  const { agent, session, signal } = run;
  for (;;) {
    const { pendingMessages } = await session.refresh();
    if (pendingMessages.length === 0 || signal.aborted) return 'end_turn';
    const texts = pendingMessages.map(({ text }) => text);
    const messages = pendingMessages.map(({ id, text }) => ({ id, text }));
    const result = await patience.repeat(async () => {
      await agent.open();
      return runTurn(run, texts, { ...options(), messages });
    });
    if (result === 'cancelled') return result;
    if (result === 'message') continue;
    await session.execute({ type: 'ConfirmDelivery', ids: pendingMessages.map(({ id }) => id) }, 'loop');
    if (result !== 'end_turn') return result;
  }
}
