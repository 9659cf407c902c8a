// Composes the context of a run from its request and ports.
import type { Limits } from '../../domain/run/limits.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import type { Session } from '../session/session.ts';
import type { SessionRegistry } from '../session/session-registry.ts';
import { forwardEvents } from './broadcast.ts';
import type { CurrentContext, CurrentContextOptions } from './current-context.ts';
import type { Introductions } from './introductions.ts';
import { LimitWatch } from './limit-watch.ts';
import type { RunPorts, RunRequest } from './run.ts';
import { notice, type RunContext } from './run-context.ts';
import { RunHooks } from './run-hooks.ts';
import { TaskCompletionHooks } from './task-completion-hooks.ts';
import { askInTurn } from './turn-questions.ts';
import { UncommittedWork } from './uncommitted-work.ts';
import { VerifyWork, type VerifyWorkOptions } from './verify-work.ts';
import { IN_PLACE } from './work-site.ts';

export interface AgentContextsOptions {
  readonly request: RunRequest;
  readonly ports: RunPorts;
  readonly sessions: SessionRegistry;
  readonly introductions: Introductions;
  readonly signal: AbortSignal;
}

/** Returns what the contexts of agents need. */
export function agentContexts({
  request,
  ports,
  sessions,
  introductions,
  signal,
}: AgentContextsOptions): CurrentContextOptions {
  return {
    cwd: request.cwd,
    mcpServers: request.mcpServers,
    ask: (question, during) => {
      const { answerTimeoutMs } = request;
      // A reset replaces the session.
      const session = sessions.get(request.session);
      return askInTurn({ session, clock: ports.clock, answerTimeoutMs }, question, during);
    },
    introduce: (introduction) => introductions.add(request, introduction),
    signal,
  };
}

export interface RunContextOptions {
  readonly request: RunRequest;
  readonly ports: RunPorts;
  readonly session: Session;
  /** The session before the run. */
  readonly before: SessionState;
  readonly limits: Limits;
  readonly agent: CurrentContext;
  readonly spec: RunContext['spec'];
  readonly signal: AbortSignal;
}

/** Returns the context of a run in the user's work tree. Starts nothing. */
export function runContext({
  request,
  ports,
  session,
  before,
  limits,
  agent,
  spec,
  signal,
}: RunContextOptions): RunContext {
  const { clock, observer, workTree } = ports;
  const hooks = new RunHooks(session, ports, signal);
  return {
    ...{ request, ports, session, agent, spec, hooks, signal, site: IN_PLACE },
    completionHooks: new TaskCompletionHooks(session, hooks),
    verify: verifyWork(ports, { session, before, signal }),
    limits: new LimitWatch({
      ...{ limits, prices: request.prices, session, clock },
      warn: (message) => observer.notify({ type: 'notice', level: 'warning', message }),
    }),
    uncommitted: new UncommittedWork(workTree),
  };
}

/** Returns what runs the checks where the ports work. */
export function verifyWork(
  { checks, observer, workTree, protectedFiles, reviewer }: RunPorts,
  { session, before, signal }: Pick<VerifyWorkOptions, 'session' | 'before' | 'signal'>,
): VerifyWork {
  return new VerifyWork({
    ...{ session, before, checks, observer, workTree, protectedFiles, signal },
    isReviewed: reviewer !== undefined,
  });
}

/** Shows every new event, recorded by any process. Returns a function that stops this. */
export function followSession(run: RunContext, session: Session): () => void {
  const { observer, logger } = run.ports;
  const unsubscribe = forwardEvents(session, observer);
  const following = new AbortController();
  session.follow(following.signal).catch((error: unknown) => {
    logger.error('the event feed was lost', { error });
    notice(run, 'warning', 'the event feed was lost; events of other processes now show up late');
  });
  return () => {
    following.abort();
    unsubscribe();
  };
}
