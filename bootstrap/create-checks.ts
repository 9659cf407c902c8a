// Creates the runner of the checks that are run by hand.
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

/** Throws `DATA_DIR` if the processes of checks cannot be recorded. */
export function createChecks(
  { dataDir, envDeny, verify }: Pick<AppConfig, 'dataDir' | 'envDeny' | 'verify'>,
  { cwd, env }: Environment,
): CheckRunner {
  prepareDataDir(dataDir);
  return new ShellChecks({
    checks: checksOf(verify),
    cwd,
    env: withoutDenied(env, envDeny),
    processes: new SystemProcesses(new FileProcessRecords({ dataDir, logger: NO_LOG })),
    logger: NO_LOG,
  });
}
