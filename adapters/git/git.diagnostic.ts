// Whether iterations can be committed.

import { type Diagnostic, type Finding, ok, warning } from '../../application/ports/diagnostic.port.ts';
import { lastLine, tryGit } from './git-command.ts';
import { commitObstacle, findRepository } from './repository.ts';

/** Warnings only: what cannot be committed stays uncommitted, and the build continues. */
export function gitDiagnostic({
  cwd,
  autoCommit,
}: {
  readonly cwd: string;
  readonly autoCommit: boolean;
}): Diagnostic {
  return {
    id: 'git',
    label: 'Git',
    run: async () => {
      const version = await tryGit(['--version'], { cwd }).catch(() => undefined);
      const findings = version?.ok
        ? await inspect(cwd, version.stdout)
        : [warning('git is not installed', INSTALL)];
      return autoCommit ? findings : findings.map(({ found }) => ok(`${found} (auto_commit is off)`));
    },
  };
}

const INSTALL =
  process.platform === 'darwin'
    ? 'xcode-select --install, or brew install git'
    : 'apt install git, dnf install git, or pacman -S git';

async function inspect(cwd: string, version: string): Promise<readonly Finding[]> {
  const git = ok(version.trim());
  const repository = await findRepository(cwd);
  if (!repository) {
    return [
      git,
      warning(`${cwd} is in no work tree: iterations are not committed`, 'git init, or auto_commit: false'),
    ];
  }
  const obstacle = await commitObstacle(repository);
  const identity = await tryGit(['var', 'GIT_COMMITTER_IDENT'], { cwd });
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
