// What a run is asked to do, what it needs, and what its iterations share.
import type { SessionName } from '../../domain/session/session-name.ts';
import type { Agent, AgentContext, AgentInfo, AgentMcpServer } from '../ports/agent.port.ts';
import type { Clock } from '../ports/clock.port.ts';
import type { HookPoint, HookRunner } from '../ports/hook-runner.port.ts';
import type { Logger } from '../ports/logger.port.ts';
import type { PromptTemplate } from '../ports/prompt-template.port.ts';
import type { RunObserver } from '../ports/run-observer.port.ts';
import type { WorkTree } from '../ports/work-tree.port.ts';
import type { PromptContext } from '../prompt/prompt-variables.ts';
import type { Session } from '../session/session.ts';
import type { HeldOutput } from './held-output.ts';
import type { RetryPolicy } from './retry-policy.ts';
import type { TaskCompletionHooks } from './task-completion-hooks.ts';

export interface RunPorts {
  readonly agent: Agent;
  readonly hooks: HookRunner;
  readonly workTree: WorkTree;
  readonly template: PromptTemplate;
  readonly observer: RunObserver;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface RunRequest {
  readonly session: SessionName;
  /** As the user named it; recorded with the run. */
  readonly specPath: string;
  readonly model: string;
  /** 0: no limit. */
  readonly iterations: number;
  readonly autoCommit: boolean;
  /** Absolute path of the work tree. */
  readonly cwd: string;
  readonly prompt: PromptContext;
  /** How the agent reaches the tools over MCP. */
  readonly mcpServers: (agent: AgentInfo) => readonly AgentMcpServer[];
  readonly retry?: RetryPolicy;
  /** Removes what the session holds from before; done when the agent is ready, so that a run that cannot begin changes nothing. */
  readonly reset?: () => Promise<void>;
}

/** What the run and its iterations share. */
export interface Run {
  readonly request: RunRequest;
  readonly ports: RunPorts;
  readonly session: Session;
  readonly held: HeldOutput;
  readonly completionHooks: TaskCompletionHooks;
  /** Aborted when the user or a signal ends the run. */
  readonly signal: AbortSignal;
  /** Runs the hooks of a point, shows what they do, and returns what the agent is to read. */
  runHooks(
    point: HookPoint,
    details?: { readonly iteration?: number; readonly error?: string },
  ): Promise<string>;
  openContext(): Promise<AgentContext>;
}
