// What must be so before several workers can work in a repository, and what the user should know.
import { ConfigError } from '../../../application/errors.ts';
import type { Git } from '../git-command.ts';
import { operationUnderWay, type Repository } from '../repository.ts';

/** The first version that merges without a work tree. */
const NEEDED = [2, 38] as const;

/** Throws `ConfigError` if git is too old, an operation of the user is under way, or a branch leaves no room for ours. */
export async function requireReady(git: Git, repository: Repository): Promise<void> {
  const { root } = repository;
  const { stdout } = await git.try(['version'], { cwd: root });
  const [major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(stdout) ?? []).slice(1).map(Number);
  if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
    throw new ConfigError(`several workers need git ${NEEDED.join('.')}, and this is ${stdout.trim()}`, {
      remedy: 'update git, or use --workers 1',
    });
  }
  const underWay = operationUnderWay(repository);
  if (underWay !== undefined) {
    throw new ConfigError(`${underWay} in ${root}, so what the workers should start from is not clear`, {
      remedy: 'finish or abort it, or use --workers 1',
    });
  }
  for (const name of ['iteratr', 'iteratr-work']) {
    const { ok } = await git.try(['rev-parse', '--verify', '--quiet', `refs/heads/${name}`], { cwd: root });
    if (!ok) continue;
    const problem = `there is a branch "${name}", so git cannot create the branches of workers below it`;
    throw new ConfigError(problem, {
      remedy: `rename it with \`git branch -m ${name} …\`, or use --workers 1`,
    });
  }
}

/** Returns what a new work tree of the commit lacks, in words for the user. Throws `AdapterError` `GIT` only if git does not run. */
export async function missingInTrees(
  git: Git,
  root: string,
  commit: string,
  { remote }: { readonly remote: string },
): Promise<readonly string[]> {
  const globs = { cwd: root, env: { GIT_LITERAL_PATHSPECS: '0' } };
  const [modules, pointers, filter] = await Promise.all([
    git.try(['cat-file', '-e', `${commit}:.gitmodules`], { cwd: root }),
    git.try(['grep', '--quiet', 'filter=lfs', commit, '--', ':(top,glob)**/.gitattributes'], globs),
    git.try(['config', '--get-regexp', '^filter\\.lfs\\.(smudge|process)$'], { cwd: root }),
  ]);
  const notices: string[] = [];
  if (modules.ok) {
    notices.push(
      'submodules are empty in the work trees of workers; a worker_start hook can run `git submodule update --init`',
    );
  }
  if (pointers.ok && !filter.ok) {
    notices.push('files in git LFS are only pointers for the workers, because git-lfs is not set up');
  }
  if (pointers.ok && filter.ok && remote !== '') {
    notices.push(
      `files in git LFS that workers add are not pushed, because no hook runs; push them with \`git lfs push --all ${remote}\``,
    );
  }
  return notices;
}
