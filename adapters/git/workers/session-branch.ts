// The branch of a session in the user's repository. The user's work tree, index and branches are never touched, and no hook runs.
import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { hostname } from 'node:os';
import { onAbort } from '../../../application/async/abort.ts';
import { ConfigError } from '../../../application/errors.ts';
import type {
  BegunBranch,
  LandedTask,
  Landing,
  SessionBranch,
  UpdateResult,
  Work,
} from '../../../application/ports/session-branch.port.ts';
import { COMMAND_PATIENCE, Outage } from '../../../application/waiting/outage.ts';
import { ConfigReader } from '../config-reader.ts';
import { Git } from '../git-command.ts';
import { GitGuard } from '../git-guard.ts';
import { BeginBranch } from './begin-branch.ts';
import { describeCommits, landedTasks } from './branch-log.ts';
import { sessionBranchName } from './branch-names.ts';
import { missingInTrees, requireReady } from './branch-start.ts';
import { Landings } from './landings.ts';
import { type GitSessionBranchOptions, OpenBranch } from './open-branch.ts';
import { UserCommits } from './user-commits.ts';

/** What stands for the repository of a branch that is shared by a remote, whose URL may be written in several ways. */
const SHARED = 'remote';

interface Opened {
  readonly branch: OpenBranch;
  readonly commits: UserCommits;
  readonly landings: Landings;
}

export class GitSessionBranch implements SessionBranch {
  readonly name: string;
  readonly #git: Git;
  readonly #guard: GitGuard;
  readonly #outage: Outage;
  #opened: Promise<Opened> | undefined;

  constructor(private readonly options: GitSessionBranchOptions) {
    this.name = sessionBranchName(options.session);
    this.#git = new Git(options.processes);
    this.#guard = new GitGuard(options.gitConfig ?? new ConfigReader(this.#git));
    this.#outage = options.outage ?? new Outage(COMMAND_PATIENCE);
  }

  async begin(request: Parameters<SessionBranch['begin']>[0]): Promise<BegunBranch> {
    onAbort(request.signal, () => this.#outage.shorten(0));
    const { branch, commits } = await this.#open();
    const begun = await new BeginBranch(branch, commits, this.options).execute(request);
    return { ...begun, repository: await this.repository() };
  }

  async join(signal: AbortSignal): Promise<Pick<BegunBranch, 'commit' | 'notices'>> {
    const { remote = '' } = this.options;
    onAbort(signal, () => this.#outage.shorten(0));
    const { repository, root, local, ref } = (await this.#open()).branch;
    await this.#guard.check(root);
    await requireReady(this.#git, repository);
    await local.requireFree();
    const commit = await ref.tip();
    signal.throwIfAborted();
    if (commit === undefined) {
      const place = remote === '' ? 'this repository' : `the remote ${remote}`;
      throw new ConfigError(`there is no branch ${this.name} in ${place}`, {
        remedy: 'work in the repository of the build, or set `remote` on both machines',
      });
    }
    return { commit, notices: await missingInTrees(this.#git, root, commit, { remote }) };
  }

  async repository(): Promise<string> {
    const { cwd, remote = '' } = this.options;
    if (remote !== '') return SHARED;
    await this.#open();
    const shown = await this.#git.run(['rev-parse', '--path-format=absolute', '--git-common-dir'], { cwd });
    const place = `${hostname()}\0${realpathSync(shown.trim())}`;
    return createHash('sha256').update(place).digest('hex').slice(0, 16);
  }

  async head(): Promise<string> {
    return (await this.#open()).branch.head();
  }

  async current(): Promise<string | undefined> {
    const { head, news } = await (await this.#open()).commits.look();
    return news === undefined ? head : undefined;
  }

  async update(): Promise<UpdateResult> {
    const { commits } = await this.#open();
    const { head, news } = await commits.look();
    return news === undefined ? { type: 'none', head } : commits.mergeIn(news.commit, news.from, head);
  }

  prepare(work: Work): void {
    this.#open()
      .then(({ landings }) => landings.prepare(work))
      // `land` says what the problem is.
      .catch(() => undefined);
  }

  async land(work: Parameters<SessionBranch['land']>[0]): Promise<Landing> {
    const { landings, commits } = await this.#open();
    const landing = await landings.land(work);
    if (landing.type === 'landed') commits.landed(work.onto, landing.commit);
    return landing;
  }

  async landedSince(since: string): Promise<readonly LandedTask[]> {
    const { root } = (await this.#open()).branch;
    return landedTasks(this.#git, this.options.session, { root, since, head: await this.head() });
  }

  async describe(since: string, files: readonly string[]): Promise<string> {
    const { root } = (await this.#open()).branch;
    return describeCommits(this.#git, files, { root, since, head: await this.head() });
  }

  async putAside(): Promise<string | undefined> {
    const { branch } = await this.#open();
    const { ref } = branch;
    if ((await ref.tip()) === undefined) return undefined;
    for (let number = 1; ; number++) {
      const name = `${this.name}.old-${number}`;
      if ((await branch.commit(`refs/heads/${name}`)) !== undefined) continue;
      await ref.rename(name);
      return name;
    }
  }

  #open(): Promise<Opened> {
    this.#opened ??= this.#find().catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  async #find(): Promise<Opened> {
    const tools = { git: this.#git, guard: this.#guard, outage: this.#outage };
    const branch = await OpenBranch.open(this.options, tools);
    return { branch, commits: new UserCommits(branch), landings: new Landings(branch) };
  }
}
