// Commits what iterations change, and remembers since when changes wait for a commit.
import { requireIteration } from '../../domain/iteration/iteration.state.ts';
import type { WorkTreeState } from '../ports/work-tree.port.ts';
import { commitMessage } from './commit-message.ts';
import { notice, type RunContext } from './run-context.ts';

export class CommitWork {
  /** The state since which changes wait for a commit. The next commit includes the changes of failed iterations. */
  #uncommittedSince: WorkTreeState | undefined;
  /** Since when the last commit has changes; undefined before it, and while it waits. */
  #committedSince: WorkTreeState | undefined;
  #complaints: readonly string[] = [];

  constructor(private readonly run: RunContext) {}

  /** Why the last commit lacks changes, for the agent. */
  get complaints(): readonly string[] {
    return this.#complaints;
  }

  /** Whether changes wait for a commit. */
  get isWaiting(): boolean {
    return this.#uncommittedSince !== undefined;
  }

  /** Starts collecting the changes from now on, for one more commit. */
  async collectFromNow(): Promise<void> {
    this.#uncommittedSince = await this.run.ports.workTree.capture();
  }

  /** Starts collecting changes for the next commit, with those that an earlier run left uncommitted. */
  async collectSince(since: WorkTreeState): Promise<void> {
    if (this.#uncommittedSince) return;
    const { ports, request, session, uncommitted } = this.run;
    if (!request.autoCommit) {
      uncommitted.begin(since);
      return;
    }
    this.#uncommittedSince = (await ports.workTree.kept(session.name)) ?? since;
    uncommitted.begin(this.#uncommittedSince);
    await ports.workTree.keep(session.name, this.#uncommittedSince);
  }

  /** Commits what was not there yet when the state for the last commit was captured. Does nothing if that commit was refused. */
  async commitLate(number: number): Promise<void> {
    if (this.#uncommittedSince || !this.#committedSince) return;
    this.#uncommittedSince = this.#committedSince;
    await this.commit(number);
  }

  /**
   * Commits the changes and returns the commit, null for none. A failure is only a warning, because nothing is lost. `now`: a state that was
   * just captured, so that it is not captured again.
   */
  async commit(number: number, now?: WorkTreeState): Promise<string | null> {
    const { request, ports, session, signal, verify } = this.run;
    if (!request.autoCommit || !this.#uncommittedSince) return null;
    ports.observer.notify({ type: 'phase', phase: 'commit' });
    const state = await session.refresh();
    const message = commitMessage(session.name, requireIteration(state.iterations, number), state);
    const since = this.#uncommittedSince;
    const result = await ports.workTree.commitSince(since, message, verify.written, signal, now);
    if (result.type === 'skipped') {
      this.#complain([`iteration ${number} was not committed: ${result.reason}`]);
      return null;
    }
    this.#complain(result.warnings.map((warning) => `iteration ${number}: ${warning}`));
    this.#uncommittedSince = undefined;
    this.#committedSince = since;
    await ports.workTree.keep(session.name, null);
    if (result.commit === null) return null;
    const files = result.type === 'committed' ? result.files : [];
    await session.execute({ type: 'RecordCommit', commit: result.commit, files }, 'loop');
    return result.commit;
  }

  /** Tells the user, and the agent with its next prompt. */
  #complain(complaints: readonly string[]): void {
    this.#complaints = complaints;
    for (const complaint of complaints) notice(this.run, 'warning', complaint);
  }
}
