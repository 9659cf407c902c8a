// Binds the project's hooks file, and creates hook runners.

import { ContainerModule } from 'inversify';
import type { AppConfig } from '../../adapters/config/config-schema.ts';
import { prepareDataDir } from '../../adapters/data-dir/data-dir.ts';
import type { Hooks } from '../../adapters/hooks/hooks.ts';
import { HOOKS_FILE, readHooksFile } from '../../adapters/hooks/hooks-file.ts';
import { ShellHookRunner } from '../../adapters/hooks/shell-hook-runner.ts';
import { FileProcessRecords } from '../../adapters/process/process-records.ts';
import { SystemProcesses } from '../../adapters/process/system-processes.ts';
import { withoutDenied } from '../../application/agents/env-deny.ts';
import type { Environment } from '../../application/environment.ts';
import type { HookRunner } from '../../application/ports/hook-runner.port.ts';
import { NO_LOG } from '../../application/ports/logger.port.ts';
import { TOKEN } from '../tokens.ts';

export const hooksModule = new ContainerModule(({ bind }) => {
  bind(TOKEN.hooksFile).toResolvedValue(
    ({ project }) => ({
      name: HOOKS_FILE,
      directory: project,
      read: () => readHooksFile(project)?.hooks,
    }),
    [TOKEN.environment],
  );
});

/** Creates a runner for hooks that run outside a session. Throws `DATA_DIR` if their processes cannot be recorded. */
export function createHookRunner(
  hooks: Hooks,
  { dataDir, envDeny }: Pick<AppConfig, 'dataDir' | 'envDeny'>,
  { project, env }: Environment,
): HookRunner {
  prepareDataDir(dataDir);
  return new ShellHookRunner({
    hooks,
    cwd: project,
    env: { ...withoutDenied(env, envDeny), ITERATR_DATA_DIR: dataDir },
    processes: new SystemProcesses(new FileProcessRecords({ dataDir, logger: NO_LOG })),
    logger: NO_LOG,
  });
}
