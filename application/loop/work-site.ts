// Where the loop gets its work from and where the work goes: in place, or from claims and to the session's branch.
import type { WorkTreeState } from '../ports/work-tree.port.ts';

/** Finishes what an iteration has left to do with the agent, in its open context. */
export interface OpenIteration {
  readonly number: number;
  /** Commits what a process of the agent has written since the state that the last commit is of. Does nothing if that commit was refused. */
  commitLate(): Promise<void>;
  /** Sends one more prompt. Commits what the agent changes, unless a merge is under way. */
  prompt(blocks: readonly string[], options?: { readonly commits: boolean }): Promise<void>;
}

export interface WorkSite {
  /** Prepares the next iteration. Returns false if there is none: the session is complete, a limit is reached, or nothing can be done. Waits while other workers may still make work. */
  take(): Promise<boolean>;
  /** Returns the state of the work tree if `take` has just read it, once. */
  taken(): WorkTreeState | undefined;
  /** Takes over the work of an iteration that has ended. */
  land(iteration: OpenIteration): Promise<void>;
  /** Lets `send` send a last message after all work has landed, and takes over what the agent changes in reply. */
  landReply(iteration: OpenIteration, send: () => Promise<void>): Promise<void>;
}

/** The work tree of the user: the agent chooses the task, and its commit stays where it is. */
export const IN_PLACE: WorkSite = {
  take: async () => true,
  taken: () => undefined,
  land: async () => undefined,
  landReply: (_, send) => send(),
};
