// Whether iterations can be committed.
import { Git, lastLine } from '../../adapters/git/git-command.ts';
import { commitObstacle, findRepository } from '../../adapters/git/repository.ts';
import { UNRECORDED_PROCESSES } from '../../adapters/process/system-processes.ts';
import { type Check, type Finding, ok, warning } from '../../application/doctor/check.ts';

/** All of it is warnings: what cannot be committed stays uncommitted, and the build goes on. */
export function gitCheck({ cwd, autoCommit }: { readonly cwd: string; readonly autoCommit: boolean }): Check {
  return {
    id: 'git',
    label: 'Git',
    run: async () => {
      const version = await GIT.try(['--version'], { cwd }).catch(() => undefined);
      const findings = version?.ok
        ? await inspect(cwd, version.stdout)
        : [warning('git is not installed', INSTALL)];
      return autoCommit ? findings : findings.map(({ found }) => ok(`${found} (auto_commit is off)`));
    },
  };
}

const GIT = new Git(UNRECORDED_PROCESSES);

const INSTALL =
  process.platform === 'darwin'
    ? 'xcode-select --install, or brew install git'
    : 'apt install git, dnf install git, or pacman -S git';

async function inspect(cwd: string, version: string): Promise<readonly Finding[]> {
  const git = ok(version.trim());
  const repository = await findRepository(GIT, cwd);
  if (!repository) {
    return [
      git,
      warning(`${cwd} is in no work tree: iterations are not committed`, 'git init, or auto_commit: false'),
    ];
  }
  const obstacle = await commitObstacle(GIT, repository);
  const identity = await GIT.try(['var', 'GIT_COMMITTER_IDENT'], { cwd });
  return [
    git,
    obstacle === undefined
      ? ok(`work tree ${repository.root}`)
      : warning(`work tree ${repository.root}: ${obstacle}`),
    identity.ok
      ? ok(`commits are by ${identity.stdout.replace(/ \d+ [+-]\d{4}\s*$/, '')}`)
      : warning(
          `git does not know who you are: ${lastLine(identity.stderr)}`,
          'git config --global user.name "You", and user.email you@example.org',
        ),
  ];
}
