// The processes a run has started, so that a later run can end those that a killed one has left behind.

export interface ProcessLedger {
  /** Notes that this process started `pid`. Returns how to strike it out when it has ended. Neither throws. */
  enter(pid: number): () => void;

  /**
   * Ends, with everything below them, the processes whose owner is gone without having struck them out. Returns how many
   * there were. A number that belongs to another process by now is left alone.
   */
  endLeftOvers(): Promise<number>;
}
