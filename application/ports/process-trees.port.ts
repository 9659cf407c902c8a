// Ending a process together with everything it started.

export interface ProcessTrees {
  /**
   * SIGTERM to the group led by `leader`, which may have gone, and to all processes below it, also in groups and sessions of
   * their own as far as they can be found; SIGKILL to what is left of them after `graceMs`. Resolves when nothing is left, or
   * when what was killed is still there after five seconds; at once when there was nothing. Whether there was anything.
   * With a `mark`, `NAME=value`, also all that have it in their environment: a leader that is dead leaves no other trace to
   * what it started in sessions of their own.
   */
  end(leader: number, graceMs: number, mark?: string): Promise<boolean>;

  /** SIGKILL to the whole tree, at once: for a program that is exiting and cannot wait. */
  kill(leader: number): void;

  /** Whether there is anything that `end` would end. */
  exists(leader: number, mark?: string): boolean;
}
