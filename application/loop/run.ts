// The request and the ports of a run.
import type { PlanWish } from '../../domain/plan/planning.ts';
import type { Limits } from '../../domain/run/limits.ts';
import type { Prices } from '../../domain/run/prices.ts';
import type { TakenFrom } from '../../domain/run/run.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import type { BuildSpec } from '../../domain/session/session-spec.ts';
import type { AgentInfo, AgentMcpServer } from '../ports/agent.port.ts';
import type { CheckRunner } from '../ports/check-runner.port.ts';
import type { Clock } from '../ports/clock.port.ts';
import type { HookRunner } from '../ports/hook-runner.port.ts';
import type { Logger } from '../ports/logger.port.ts';
import type { PromptTemplate } from '../ports/prompt-template.port.ts';
import type { ProtectedFiles } from '../ports/protected-files.port.ts';
import type { ReadRequirements } from '../ports/requirement-reader.port.ts';
import type { RunObserver } from '../ports/run-observer.port.ts';
import type { SpecSource } from '../ports/spec-source.port.ts';
import type { StoreWaits } from '../ports/store-waits.port.ts';
import type { WorkTree } from '../ports/work-tree.port.ts';
import type { PromptContext } from '../prompt/prompt-variables.ts';
import type { RunAgents } from './current-context.ts';
import type { Planning } from './planning.ts';
import type { Reviewer } from './reviewer.ts';

export interface RunPorts {
  /** In the order of the user's preference: the first one works, the others when it cannot. */
  readonly agents: RunAgents;
  /** What planning needs; absent if no run plans. */
  readonly planning?: Planning;
  readonly hooks: HookRunner;
  readonly checks: CheckRunner;
  readonly protectedFiles: ProtectedFiles;
  readonly specSource: SpecSource;
  readonly readRequirements: ReadRequirements;
  /** Without one, nothing is reviewed. */
  readonly reviewer?: Reviewer | undefined;
  readonly workTree: WorkTree;
  readonly template: PromptTemplate;
  readonly observer: RunObserver;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Aborts when the store is lost; its reason is the error. */
  readonly storeLost: AbortSignal;
  /** Aborts when another process takes the session over; its reason is the error. */
  readonly claimLost: AbortSignal;
  readonly storeWaits: StoreWaits;
  /** A number from 0 up to, not including, 1. */
  readonly random: () => number;
}

export interface RunRequest {
  readonly session: SessionName;
  /** Recorded with the run. */
  readonly spec: BuildSpec;
  /** The process that had the session and did not end its run. */
  readonly takenFrom?: TakenFrom | undefined;
  /** Maximum number of iterations; 0 for no limit. */
  readonly iterations: number;
  /** The other limits of the run, and those of the session. */
  readonly limits: Omit<Limits, 'iterations'>;
  /** Of models whose agents report no cost. */
  readonly prices: Prices;
  /** Whether to plan first: `always` plans and stops, or works after the review; absent for not at all. */
  readonly plan?: PlanWish;
  readonly autoCommit: boolean;
  /** Absolute path of the work tree. */
  readonly cwd: string;
  readonly prompt: PromptContext;
  /** Returns the MCP servers that give the agent its tools. */
  readonly mcpServers: (agent: AgentInfo) => readonly AgentMcpServer[];
  /** Deletes the session's old events. Called when the agent is ready, so that a run that cannot start changes nothing. */
  readonly reset?: () => Promise<void>;
  /** Number of consecutive failed iterations that ends the run. */
  readonly maxFailures: number;
  /** Number of consecutive iterations without progress that ends the run; 0 for no limit. */
  readonly stallAfter: number;
  /** How often the agent may fix red work in the same context. */
  readonly verifyRounds: number;
  /** Number of tasks that the agent may do in an iteration; 0 for any number. */
  readonly tasksPerIteration: number;
  /** How long to wait for answers when nothing else can be done, in milliseconds; 0 for no limit, `none` for not at all. */
  readonly answerTimeoutMs: number | 'none';
  /** A wait for a provider that is longer is a reason to use the next agent, in milliseconds. */
  readonly fallbackAfterMs: number;
  /** How long the agent may be silent; 0 for no limit. */
  readonly idleTimeoutMs: number;
  /** How long a single tool call may run; 0 for no limit. */
  readonly toolTimeoutMs: number;
  /** How long an iteration may take; 0 for no limit. */
  readonly iterationTimeoutMs: number;
}
