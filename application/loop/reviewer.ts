// The reviewer of a run: its agent, its template, and where it works.
import type { AgentUse } from '../../domain/run/run.ts';
import type { Agent } from '../ports/agent.port.ts';
import type { ReviewTemplate } from '../ports/prompt-template.port.ts';
import type { ReviewTrees } from '../ports/review-tree.port.ts';

export interface Reviewer {
  readonly use: AgentUse;
  /** How often it may return a task, at least 1. */
  readonly rounds: number;
  readonly template: ReviewTemplate;
  readonly trees: ReviewTrees;
  /** How its model finds the tools, as in the template's variables. */
  readonly tools: string;
  /** Creates an agent whose process works in this directory, without starting it. */
  agentIn(cwd: string): Agent;
}
