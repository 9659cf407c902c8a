// Builds the request for a run from the configuration and the chosen session.
import { quote } from 'shlex';
import type { Environment } from '../../../../application/environment.ts';
import type { RunRequest } from '../../../../application/loop/run.ts';
import type { AttentionLevel } from '../../../../application/ports/dashboard.port.ts';
import type { LeaseHolder } from '../../../../application/ports/lease.port.ts';
import { TOOL_SEARCH } from '../../../../application/prompt/prompt-variables.ts';
import type { ChosenSession } from '../../../../application/session/choose-session.ts';
import type { Limits } from '../../../../domain/run/limits.ts';
import type { Prices } from '../../../../domain/run/prices.ts';
import type { BuildRequest } from './build.command.ts';

/** The part of the configuration that a build uses directly. Times are in seconds; 0 means no limit. */
export interface BuildConfig {
  readonly model: string;
  /** Whether the agent cannot choose a model by itself. */
  readonly needsModel: boolean;
  /** Whether the agent's model has to search for the tools of MCP servers. */
  readonly toolSearch: boolean;
  readonly autoCommit: boolean;
  /** Whether to plan while the session has no tasks. */
  readonly plan: boolean;
  /** Absolute path; '' for the built-in template. */
  readonly planTemplate: string;
  readonly iterations: number;
  readonly limits: Omit<Limits, 'iterations'>;
  readonly prices: Prices;
  readonly maxFailures: number;
  readonly stallAfter: number;
  readonly verifyRounds: number;
  readonly tasksPerIteration: number;
  /** 1: in place. */
  readonly workers: number;
  /** In seconds, 0 for no limit; `none`, or `auto`. */
  readonly answerTimeout: number | string;
  readonly fallbackAfter: number;
  readonly idleTimeout: number;
  readonly toolTimeout: number;
  readonly iterationTimeout: number;
  readonly headless: boolean;
  readonly theme: 'dark' | 'light';
  readonly attention: AttentionLevel;
  /** Absolute path; '' for the built-in template. */
  readonly template: string;
  /** null without a reviewer; `template` like that of the build. */
  readonly review: { readonly template: string } | null;
}

export interface RunRequestOptions {
  readonly request: Pick<BuildRequest, 'extraInstructions' | 'plan'>;
  readonly config: BuildConfig;
  readonly chosen: ChosenSession;
  /** Whether the build has a dashboard. */
  readonly isInteractive: boolean;
  /** The process that had the session and did not give it back. */
  readonly takenFrom: LeaseHolder | undefined;
  /** The port on which the store listens. */
  readonly port: number;
  readonly mcpServers: RunRequest['mcpServers'];
  readonly environment: Environment;
}

/** Returns the request, with times converted to milliseconds. */
export function runRequest({
  request,
  config,
  chosen: { session, spec, text },
  isInteractive,
  takenFrom,
  port,
  mcpServers,
  environment,
}: RunRequestOptions): RunRequest {
  const { cwd, self } = environment;
  return {
    session,
    spec,
    takenFrom: takenFrom && { host: takenFrom.host, pid: takenFrom.pid },
    iterations: config.iterations,
    limits: config.limits,
    prices: config.prices,
    maxFailures: config.maxFailures,
    stallAfter: config.stallAfter,
    verifyRounds: config.verifyRounds,
    tasksPerIteration: config.tasksPerIteration,
    answerTimeoutMs: answerTimeoutMs(config.answerTimeout, isInteractive),
    fallbackAfterMs: config.fallbackAfter * 1_000,
    toolTimeoutMs: config.toolTimeout * 1_000,
    idleTimeoutMs: config.idleTimeout * 1_000,
    iterationTimeoutMs: config.iterationTimeout * 1_000,
    ...planWish(request, config),
    autoCommit: config.autoCommit,
    cwd,
    prompt: {
      session,
      spec: text,
      extra: request.extraInstructions,
      tools: config.toolSearch ? TOOL_SEARCH : '',
      port,
      binary: self.map((word) => quote(word)).join(' '),
    },
    mcpServers,
  };
}

/** Returns whether a build plans first. */
export function planWish(
  { plan }: Pick<BuildRequest, 'plan'>,
  config: Pick<BuildConfig, 'plan'>,
): Pick<RunRequest, 'plan'> {
  if (plan) return { plan: 'always' };
  return config.plan ? { plan: 'once' } : {};
}

/** In a terminal somebody may come back within the hour; a pipeline waits for nobody. */
const AUTO_SECONDS = 3_600;

function answerTimeoutMs(configured: number | string, isInteractive: boolean): number | 'none' {
  if (typeof configured === 'number') return configured * 1_000;
  return configured === 'auto' && isInteractive ? AUTO_SECONDS * 1_000 : 'none';
}
