// Waits for answers of the user when nothing else can be done, then falls back on assumptions.
import { awaitedQuestions } from '../../domain/question/awaited.ts';
import type { RunContext } from './run-context.ts';
import { sleep } from './waits.ts';

/**
 * Waits until an answer, or anything else, gives the agent work, until the time for answers is over, or until the user resumes the
 * run. Then assumptions are used. Records the wait. Returns immediately if there is other work. Throws `LimitReached` at the time
 * limit of the run.
 */
export async function waitForAnswers(run: RunContext): Promise<void> {
  const { session, request, ports, signal } = run;
  const isOver = (): boolean => awaitedQuestions(session.state).length === 0;
  if (isOver()) return;
  const { answerTimeoutMs: ms } = request;
  if (ms !== 'none') {
    const until = ms === 0 ? null : new Date(ports.clock.now().getTime() + ms).toISOString();
    await session.execute({ type: 'BeginAnswerWait', until }, 'loop');
    await sleep(run, ms === 0 ? Number.POSITIVE_INFINITY : ms, isOver);
    if (signal.aborted) return;
  }
  await session.execute({ type: 'UseAssumptions' }, 'loop');
  await session.execute({ type: 'EndAnswerWait' }, 'loop');
}
