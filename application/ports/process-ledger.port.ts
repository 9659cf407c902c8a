// The processes a run has started, so that a later run can end those that a killed one has left behind.

export interface ProcessLedger {
  /**
   * Notes that this process started `pid`, with `mark`, `NAME=value`, in its environment. Returns how to strike it out when
   * it has ended. Neither throws.
   */
  enter(pid: number, mark?: string): () => void;

  /**
   * Ends, with everything below them and all that have their mark, the processes whose owner is gone without having struck them out. Returns how many
   * there were. A number that belongs to another process by now is left alone.
   */
  endLeftOvers(): Promise<number>;
}
