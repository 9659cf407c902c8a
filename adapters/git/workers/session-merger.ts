// Merges the branch of a session into the branch that the user has checked out.
import { AdapterError, ApplicationError, ConfigError, InputError } from '../../../application/errors.ts';
import type { SessionMerge, SessionMerger } from '../../../application/ports/worker-branches.port.ts';
import { listed } from '../../../domain/listed.ts';
import type { SessionName } from '../../../domain/session/session-name.ts';
import { complaintOf, Git, shownPath } from '../git-command.ts';
import { commitObstacle, findRepository, type Repository } from '../repository.ts';
import type { GitWorkTreeOptions } from '../work-tree-state.ts';
import { sessionBranchName, sessionOfPart } from './branch-names.ts';
import { mergeTrees } from './merge-trees.ts';

const BRANCHES = 'refs/heads/iteratr/';

export class GitSessionMerger implements SessionMerger {
  readonly #git: Git;

  constructor(private readonly options: Pick<GitWorkTreeOptions, 'cwd' | 'processes'>) {
    this.#git = new Git(options.processes);
  }

  async plan(given: SessionName | undefined): Promise<SessionMerge> {
    const { root } = await this.#repository();
    const session = await this.#session(root, given);
    const branch = sessionBranchName(session);
    const current = await this.#git.try(['symbolic-ref', '--quiet', '--short', 'HEAD'], { cwd: root });
    if (!current.ok) {
      throw new AdapterError('GIT', 'HEAD is detached, so there is no branch to merge into', {
        remedy: 'check out your branch first',
      });
    }
    const facts = { session, branch, into: current.stdout.trim() };
    const ref = `refs/heads/${branch}`;
    const isMerged = await this.#git.try(['merge-base', '--is-ancestor', ref, 'HEAD'], { cwd: root });
    if (isMerged.ok) return { ...facts, commits: [], files: [], conflicts: [] };
    const [log, names, merge] = await Promise.all([
      this.#git.run(['log', '--first-parent', '--format=%H%x09%s', `HEAD..${ref}`], { cwd: root }),
      this.#git.list(['diff', '--name-only', '--no-renames', '-z', `HEAD...${ref}`], root),
      mergeTrees(this.#git, root, 'HEAD', ref),
    ]);
    const commits = log
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split('\t'))
      .map(([id = '', ...subject]) => ({ id, subject: subject.join('\t') }));
    const conflicts = merge.type === 'conflict' ? merge.files : [];
    return { ...facts, commits, files: names.map(shownPath).sort(), conflicts };
  }

  async merge({ branch, into, conflicts }: SessionMerge): Promise<void> {
    const repository = await this.#repository();
    const { root } = repository;
    const byHand = `run \`git merge ${branch}\` and resolve them, or merge ${into} into the work by a further build with --workers`;
    if (conflicts.length > 0) {
      throw new AdapterError(
        'GIT',
        `${branch} conflicts with ${into} in ${listed(conflicts, 10)}; nothing was changed`,
        {
          remedy: byHand,
        },
      );
    }
    const obstacle = await commitObstacle(this.#git, repository);
    if (obstacle !== undefined) throw new AdapterError('GIT', `nothing was merged: ${obstacle}`);
    const dirty = await this.#git.list(['status', '--porcelain', '-z', '--untracked-files=no'], root);
    if (dirty.length > 0) {
      throw new AdapterError('GIT', 'the work tree has uncommitted changes; nothing was merged', {
        remedy: 'commit or stash them first',
      });
    }
    // As if the user had typed it: with the repository's hooks.
    const args = ['merge', '--quiet', '--no-ff', '--no-edit', '-m', `Merge the work of ${branch}`, branch];
    const merged = await this.#git.try(args, { cwd: root, hooks: true });
    if (merged.ok) return;
    await this.#git.try(['merge', '--abort'], { cwd: root });
    throw new AdapterError(
      'GIT',
      `git merge failed, and nothing was changed: ${complaintOf(merged.stderr || merged.stdout)}`,
    );
  }

  /** Returns the session whose branch is meant. */
  async #session(root: string, given: SessionName | undefined): Promise<SessionName> {
    const refs = await this.#git.run(['for-each-ref', '--format=%(refname)', BRANCHES], { cwd: root });
    const names = refs.split('\n').flatMap((ref) => nameOf(ref) ?? []);
    const remedy = 'several workers create it: `iteratr build --workers 2`';
    if (given !== undefined) {
      if (names.includes(given)) return given;
      throw new ApplicationError('SESSION.NOT_FOUND', `there is no branch ${sessionBranchName(given)}`, {
        remedy,
      });
    }
    const [only, ...others] = names;
    if (only === undefined) {
      throw new ApplicationError('SESSION.NOT_FOUND', 'no session has a branch to merge', { remedy });
    }
    if (others.length === 0) return only;
    throw new InputError(`several sessions have a branch: ${listed(names, 10)}`, {
      remedy: 'choose one with --name',
    });
  }

  async #repository(): Promise<Repository> {
    const { cwd } = this.options;
    const repository = await findRepository(this.#git, cwd);
    if (repository) return repository;
    throw new ConfigError(`${cwd} is not in a git repository`, {
      remedy: 'run this in the repository of the project',
    });
  }
}

/** Returns the session of a branch; undefined for one that was put aside, as `<session>.old-1`, or is none of a session. */
function nameOf(ref: string): SessionName | undefined {
  return ref.startsWith(BRANCHES) ? sessionOfPart(ref.slice(BRANCHES.length)) : undefined;
}
