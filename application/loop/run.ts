// What a run is asked to do, and what it needs.
import type { SessionName } from '../../domain/session/session-name.ts';
import type { BuildSpec } from '../../domain/session/session-spec.ts';
import type { Agent, AgentInfo, AgentMcpServer } from '../ports/agent.port.ts';
import type { Clock } from '../ports/clock.port.ts';
import type { HookRunner } from '../ports/hook-runner.port.ts';
import type { Logger } from '../ports/logger.port.ts';
import type { PromptTemplate } from '../ports/prompt-template.port.ts';
import type { RunObserver } from '../ports/run-observer.port.ts';
import type { WorkTree } from '../ports/work-tree.port.ts';
import type { PromptContext } from '../prompt/prompt-variables.ts';

export interface RunPorts {
  readonly agent: Agent;
  readonly hooks: HookRunner;
  readonly workTree: WorkTree;
  readonly template: PromptTemplate;
  readonly observer: RunObserver;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A number from 0 up to, not including, 1. */
  readonly random: () => number;
}

export interface RunRequest {
  readonly session: SessionName;
  /** Recorded with the run. */
  readonly spec: BuildSpec;
  readonly model: string;
  /** 0: no limit. */
  readonly iterations: number;
  readonly autoCommit: boolean;
  /** Absolute path of the work tree. */
  readonly cwd: string;
  readonly prompt: PromptContext;
  /** How the agent reaches the tools over MCP. */
  readonly mcpServers: (agent: AgentInfo) => readonly AgentMcpServer[];
  /** Removes what the session holds from before; done when the agent is ready, so that a run that cannot begin changes nothing. */
  readonly reset?: () => Promise<void>;
  /** Consecutive failed iterations that end the run. */
  readonly maxFailures: number;
  /** How long the agent may give no sign of life; 0: as long as it likes. */
  readonly idleTimeoutMs: number;
  /** How long an iteration may take; 0: as long as it likes. */
  readonly iterationTimeoutMs: number;
}
