// Lets the reviewer look at completed tasks, in a fresh context and a throw-away tree, and records what it answers.

import { AppError } from '../../domain/errors.ts';
import { latestNumber } from '../../domain/iteration/iteration.state.ts';
import type { TaskId } from '../../domain/task/task.ts';
import type { ReviewTree } from '../ports/review-tree.port.ts';
import type { WorkTreeState } from '../ports/work-tree.port.ts';
import { reviewVariables } from '../prompt/review-variables.ts';
import { runTurn, type TurnOptions, type TurnResult } from './agent-turn.ts';
import { CurrentContext } from './current-context.ts';
import { LimitReached } from './limit-watch.ts';
import { Patience } from './patience.ts';
import type { Reviewer } from './reviewer.ts';
import { notice, type RunContext } from './run-context.ts';
import { TurnDeadline } from './turn-deadline.ts';

const REMINDER =
  'You have not answered for every task of this review. Call review-accept or review-return for each, then end your turn. ' +
  'A task without an answer counts as not reviewed.';

/** Tasks of one review, so that its prompt stays readable. */
const MOST_TASKS = 20;

/** The work of an iteration. */
interface Work {
  /** null if nothing was committed. */
  readonly commit: string | null;
  /** The state before the work; undefined for that of an earlier run. */
  readonly since: WorkTreeState | undefined;
}

/**
 * Reviews the completed tasks that wait for it, then completes the session if that is requested and nothing is against it. Does
 * nothing without a reviewer. A reviewer that fails, or does not answer, has not reviewed. Throws only if the store fails.
 */
export async function reviewWork(run: RunContext, work: Work): Promise<void> {
  const { session, signal, verify, limits } = run;
  const { reviewer } = run.ports;
  if (!reviewer || signal.aborted) return;
  while (!limits.isReached) {
    const { proof } = await session.refresh();
    const ids = proof.unreviewed.filter((id) => !proof.pending.includes(id)).slice(0, MOST_TASKS);
    if (ids.length === 0) break;
    const { state } = await session.execute({ type: 'StartReview', ids, ...reviewer.use }, 'loop');
    // The user may just have changed all of them.
    if (state.proof.review === null) continue;
    const missed = await attempt(run, reviewer, state.proof.review.ids, work);
    if (signal.aborted) return;
    await session.execute({ type: 'EndReview', missed }, 'loop');
    if (missed === null) break;
  }
  await verify.confirm();
}

/** Returns why tasks have no answer; null if they wait for the next review, because the run ends or a message is urgent. */
async function attempt(
  run: RunContext,
  reviewer: Reviewer,
  ids: readonly TaskId[],
  work: Work,
): Promise<string | null> {
  let tree: ReviewTree | undefined;
  try {
    tree = await reviewer.trees.open({ ...work, session: run.session.name, tasks: ids }, run.signal);
    return await ask(run, reviewer, ids, tree);
  } catch (error) {
    if (run.signal.aborted || error instanceof LimitReached) return null;
    if (!isOfReviewer(error)) throw error;
    return error.message;
  } finally {
    await tree?.close();
  }
}

function isOfReviewer(error: unknown): error is AppError {
  return error instanceof AppError && /^(AGENT\.|GIT$|TEMPLATE\.)/.test(error.code);
}

async function ask(
  run: RunContext,
  { use, template, tools, agentIn }: Reviewer,
  ids: readonly TaskId[],
  { cwd, changes }: ReviewTree,
): Promise<string | null> {
  const { session, limits, request, signal, ports } = run;
  const agent = agentIn(cwd);
  const context = new CurrentContext([{ use, agent }], {
    cwd,
    mcpServers: request.mcpServers,
    // A review is short: what it would ask can be a reason to return the task.
    ask: undefined,
    introduce: ({ warnings }) => {
      for (const warning of warnings) notice(run, 'warning', `reviewer: ${warning}`);
    },
    signal,
  });
  const own: RunContext = { ...run, agent: context };
  const patience = new Patience(own);
  const meter = limits.meter('review');
  const startedAt = ports.clock.now().getTime();
  const limit = request.iterationTimeoutMs;
  try {
    const variables = reviewVariables(session.state, {
      ...request.prompt,
      spec: run.spec.text,
      tools,
      ids,
      changes,
    });
    const prompt = await template.render(variables);
    let asked: object | undefined;
    const options: TurnOptions = {
      iteration: latestNumber(session.state.iterations),
      observe: (event) => {
        if (!context.current) return;
        meter.add(event, context.current, use);
        if (event.type === 'context-usage' || event.type === 'turn-ended') limits.look();
      },
      deadline: limit === 0 ? undefined : startedAt + limit,
      mustWork: true,
    };
    const deadline = new TurnDeadline(options, patience);
    for (const again of [[], [REMINDER]]) {
      const turn = patience.repeat(async () => {
        await context.open();
        // A wait for the provider closes the context, so a new one needs the whole prompt.
        const blocks = context.current === asked ? again : [prompt, ...again];
        asked = context.current;
        return runTurn(own, blocks, deadline.turn);
      });
      const result = await turn.catch(silence);
      if (result === 'message') return null;
      if (result === 'refusal') return 'the reviewer refused to work';
      if (signal.aborted || (await unanswered(run)).length === 0) break;
    }
    return 'the reviewer did not answer, although it was asked twice';
  } finally {
    await context.close();
    await agent.stop();
    await session.execute({ type: 'RecordUsage', shares: meter.shares() }, 'loop');
    limits.recorded(meter);
  }
}

/** A turn without any output is one without an answer. Rethrows everything else. */
function silence(error: unknown): TurnResult {
  if (error instanceof AppError && error.code === 'AGENT.EMPTY') return 'end_turn';
  throw error;
}

/** Returns the tasks that still need an answer: not those that the user has changed since the review began. */
async function unanswered({ session }: RunContext): Promise<readonly TaskId[]> {
  const { review, unreviewed } = (await session.refresh()).proof;
  return review?.open.filter((id) => unreviewed.includes(id)) ?? [];
}
