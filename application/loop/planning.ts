// What a run needs to plan before it works.
import type { PromptTemplate } from '../ports/prompt-template.port.ts';
import type { RunAgent } from './current-context.ts';

/** Shows the plan to the user, who may change it. Resolves with whether the work may start. `signal` ends it with `left`. */
type ReviewPlan = (signal: AbortSignal) => Promise<'approved' | 'left'>;

export interface Planning {
  readonly template: PromptTemplate;
  /** The agent of the role `plan`; absent if the agent that works also plans. */
  readonly planner?: RunAgent & {
    /** The variable `tools` of its prompt. */
    readonly tools: string;
  };
  /** Absent without a terminal. */
  readonly review?: ReviewPlan;
}
