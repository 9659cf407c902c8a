// Checks whether iterations can be committed.
import { type Diagnostic, type Finding, ok, warning } from '../../application/ports/diagnostic.port.ts';
import { complaintOf, type Git } from './git-command.ts';
import { commitObstacle, findRepository, type Repository } from './repository.ts';

/** Gives warnings, never failures: the build continues without commits. */
export function gitDiagnostic({
  git,
  cwd,
  autoCommit,
}: {
  readonly git: Git;
  readonly cwd: string;
  readonly autoCommit: boolean;
}): Diagnostic {
  return {
    id: 'git',
    label: 'Git',
    run: async () => {
      const version = await git.try(['--version'], { cwd }).catch(() => undefined);
      const findings = version?.ok
        ? await inspect(git, cwd, version.stdout)
        : [warning('git is not installed', INSTALL)];
      return autoCommit ? findings : findings.map(({ found }) => ok(`${found} (auto_commit is off)`));
    },
  };
}

const INSTALL =
  process.platform === 'darwin'
    ? 'xcode-select --install, or brew install git'
    : 'apt install git, dnf install git, or pacman -S git';

async function inspect(git: Git, cwd: string, version: string): Promise<readonly Finding[]> {
  const installed = ok(version.trim());
  let repository: Repository | undefined;
  try {
    repository = await findRepository(git, cwd);
  } catch (error) {
    return [installed, warning(`git refuses to work in ${cwd}: ${(error as Error).message}`)];
  }
  if (!repository) {
    return [
      installed,
      warning(
        `${cwd} is not in a work tree: iterations are not committed`,
        'git init, or auto_commit: false',
      ),
    ];
  }
  const obstacle = await commitObstacle(git, repository);
  const identity = await git.try(['var', 'GIT_COMMITTER_IDENT'], { cwd });
  return [
    installed,
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

function lastLine(complaint: string): string {
  return complaintOf(complaint).split('\n').at(-1) ?? '';
}
