// Why a run stops: the one stop reason that exit code, last log line, last JSON line and TUI all show.

export type StopReason =
  /** Every task is done and the agent said so, in this run or before it. */
  | 'complete'
  | 'iteration_limit'
  /** Work is left, and neither the state of the tasks nor the last iterations let hope for more. */
  | 'no_progress'
  | 'failed'
  | 'interrupted';
