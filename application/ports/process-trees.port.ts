// Ending a process together with everything it started.

export interface ProcessTrees {
  /**
   * SIGTERM to the group led by `leader`, which may have gone, and to all processes below it, also in groups and sessions of
   * their own as far as they can be found; SIGKILL to what is left of them after `graceMs`. Resolves when nothing is left, or
   * when what was killed is still there after five seconds; at once when there was nothing. Whether there was anything.
   */
  end(leader: number, graceMs: number): Promise<boolean>;

  /** SIGKILL to the whole tree, at once: for a program that is exiting and cannot wait. */
  kill(leader: number): void;
}
