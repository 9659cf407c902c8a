// Opens the dashboard of a session with the ports it needs. Its code is loaded only here.
import type { Environment } from '../application/environment.ts';
import type { LocateFile, ReadCommit } from '../application/ports/commit-reader.port.ts';
import type { Dashboard, DashboardOptions } from '../application/ports/dashboard.port.ts';
import type { Logger } from '../application/ports/logger.port.ts';
import type { PreferencesStore } from '../application/ports/preferences.port.ts';
import type { Processes } from '../application/ports/processes.port.ts';
import { onCrash } from './process-guards.ts';

export interface ScreenSurroundings {
  readonly environment: Environment;
  readonly preferences: PreferencesStore;
  readonly logger: Logger;
  readonly processes: Processes;
}

/** Takes over the screen. */
export async function openScreen(
  options: DashboardOptions,
  { environment, preferences, logger, processes }: ScreenSurroundings,
): Promise<Dashboard> {
  const { openDashboard } = await import('../adapters/tui/open-dashboard.ts');
  const { env, cwd } = environment;
  const workTree = async () => {
    const [{ Git }, { workTreeSummary }] = await Promise.all([
      import('../adapters/git/git-command.ts'),
      import('../adapters/git/work-tree-summary.ts'),
    ]);
    return workTreeSummary(new Git(processes), cwd);
  };
  return openDashboard(options, {
    env,
    preferences,
    workTree,
    readCommit: readCommitIn(cwd, processes),
    locateFile: locateFileIn(cwd, processes),
    logger,
    onCrash,
  });
}

export function readCommitIn(cwd: string, processes: Processes): ReadCommit {
  return async (commit) => {
    const [{ Git }, { readCommit }] = await Promise.all([
      import('../adapters/git/git-command.ts'),
      import('../adapters/git/read-commit.ts'),
    ]);
    return readCommit(new Git(processes), cwd, commit);
  };
}

export function locateFileIn(cwd: string, processes: Processes): LocateFile {
  return async (path) => {
    const [{ Git }, { locateFile }] = await Promise.all([
      import('../adapters/git/git-command.ts'),
      import('../adapters/git/locate-file.ts'),
    ]);
    return locateFile(new Git(processes), cwd, path);
  };
}
