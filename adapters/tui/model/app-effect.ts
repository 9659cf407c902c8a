// What the interface asks its host to do.
import type { SessionCommand } from '../../../domain/session/session.decider.ts';

export type AppEffect =
  /** A command of the session, as the user. */
  | { readonly type: 'execute'; readonly command: SessionCommand }
  /** To the system clipboard, by OSC 52. */
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'suspend' }
  /** Runs the loop again in this process, after the run has ended; `fromScratch` removes what the session holds first. */
  | { readonly type: 'restart'; readonly fromScratch: boolean }
  /** Ends the run (mode `run`) or only the interface. */
  | { readonly type: 'quit'; readonly force: boolean }
  | { readonly type: 'remember'; readonly key: 'sidebar'; readonly value: boolean };
