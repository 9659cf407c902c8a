// Creates what `iteratr verify` checks by hand.
import { checksOf } from '../adapters/config/check-settings.ts';
import type { AppConfig } from '../adapters/config/config-schema.ts';
import { prepareDataDir } from '../adapters/data-dir/data-dir.ts';
import { FileProcessRecords } from '../adapters/process/process-records.ts';
import { SystemProcesses } from '../adapters/process/system-processes.ts';
import { ShellChecks } from '../adapters/verify/shell-checks.ts';
import { withoutDenied } from '../application/agents/env-deny.ts';
import type { Environment } from '../application/environment.ts';
import type { CheckRunner } from '../application/ports/check-runner.port.ts';
import { NO_LOG } from '../application/ports/logger.port.ts';
import type { ProtectedFiles } from '../application/ports/protected-files.port.ts';
import { createProtectedFiles } from './create-protected-files.ts';

/** Throws `DATA_DIR` if the processes of checks cannot be recorded. */
export function createChecks(
  config: Pick<AppConfig, 'dataDir' | 'envDeny' | 'verify' | 'protect' | 'protectNew' | 'template'>,
  { cwd, project: folder, env }: Environment,
): { readonly checks: CheckRunner; readonly protectedFiles: ProtectedFiles } {
  const { dataDir, envDeny, verify } = config;
  prepareDataDir(dataDir);
  const logger = NO_LOG;
  const processes = new SystemProcesses(new FileProcessRecords({ dataDir, logger }));
  const own = { cwd, env: withoutDenied(env, envDeny), processes, logger };
  return {
    checks: new ShellChecks({ checks: checksOf(verify), ...own }),
    protectedFiles: createProtectedFiles(config, { folder, processes, logger }),
  };
}
