// The hooks of the project.
import { ContainerModule } from 'inversify';
import { startOf, thisMachine } from '../../adapters/data-dir/machine.ts';
import { FileProcessLedger } from '../../adapters/files/file-process-ledger.ts';
import { HOOKS_FILE, loadHooks, NO_HOOKS } from '../../adapters/shell/hooks-file.ts';
import { PROCESS_TREES } from '../../adapters/shell/process-tree.ts';
import { ShellHookRunner } from '../../adapters/shell/shell-hook-runner.ts';
import type { Environment } from '../../application/environment.ts';
import type { HookRunner } from '../../application/ports/hook-runner.port.ts';
import { NO_LOG } from '../../application/ports/logger.port.ts';
import { TOKEN } from '../tokens.ts';

export const hooksModule = new ContainerModule(({ bind }) => {
  bind(TOKEN.hooksFile).toResolvedValue(
    ({ cwd }) => ({ name: HOOKS_FILE, directory: cwd, read: () => loadHooks(cwd) }),
    [TOKEN.environment],
  );
});

/** For hooks that run without a session. Throws `ConfigError` for a hooks file with a mistake. */
export function createHookRunner(dataDir: string, { cwd, env }: Environment): HookRunner {
  return new ShellHookRunner({
    hooks: loadHooks(cwd) ?? NO_HOOKS,
    cwd,
    env: { ...env, ITERATR_DATA_DIR: dataDir },
    ledger: new FileProcessLedger({
      dataDir,
      logger: NO_LOG,
      startOf,
      boot: thisMachine().boot,
      trees: PROCESS_TREES,
    }),
    logger: NO_LOG,
  });
}
