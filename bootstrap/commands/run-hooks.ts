// `iteratr hooks run`: the hooks of one point, once, without a session.
import type { CliOutput } from '../../adapters/cli/cli.ts';
import { EXIT, exitCodeOfRun } from '../../adapters/cli/exit-codes.ts';
import { plainText } from '../../adapters/cli/report/plain-text.ts';
import { TextReport } from '../../adapters/cli/report/text-report.ts';
import { loadConfig } from '../../adapters/config/load-config.ts';
import { HOOKS_FILE, loadHooks } from '../../adapters/hooks/hooks-file.ts';
import { ShellHookRunner } from '../../adapters/hooks/shell-hook-runner.ts';
import { NO_LOG } from '../../adapters/logging/no-log.ts';
import { FileProcessRecords } from '../../adapters/process/process-records.ts';
import { SystemProcesses } from '../../adapters/process/system-processes.ts';
import { hookBlock } from '../../application/loop/held-output.ts';
import type { HookContext } from '../../application/ports/hook-runner.port.ts';
import { HOOK_POINT, type HookPoint } from '../../domain/run/hook-point.ts';
import type { Environment } from '../environment.ts';
import { interruption } from '../interruption.ts';

/** Returns the exit code: 1 when a command failed. Throws `ConfigError` for a file with a mistake. */
export async function runHooks(
  point: HookPoint,
  context: HookContext,
  environment: Environment,
  { out, err }: CliOutput,
): Promise<number> {
  const { cwd, env } = environment;
  const hooks = loadHooks(cwd);
  if (!hooks || hooks[point].length === 0) {
    out(
      hooks ? `${HOOKS_FILE} has no hooks at ${point}\n` : `no hooks: there is no ${HOOKS_FILE} in ${cwd}\n`,
    );
    return EXIT.ok;
  }
  const { dataDir } = loadConfig({ ...environment, flags: {} }).config;
  const colors = process.stdout.isTTY && !env.NO_COLOR && env.TERM !== 'dumb';
  const report = new TextReport({ write: out, colors });
  const runner = new ShellHookRunner({
    hooks,
    cwd,
    env: { ...env, ITERATR_DATA_DIR: dataDir },
    processes: new SystemProcesses(new FileProcessRecords({ dataDir, logger: NO_LOG })),
    logger: NO_LOG,
  });
  const interrupted = interruption(err);
  try {
    let failed = false;
    const text = await runner.run(
      point,
      context,
      (event) => {
        report.notify({ type: 'hook', event });
        if (event.type === 'hook-ended' && event.error !== '') failed = true;
      },
      interrupted.signal,
    );
    const by = interrupted.by();
    if (by !== undefined) return exitCodeOfRun('interrupted', undefined, by);
    out(`\n${delivered(point, text)}\n`);
    return failed ? EXIT.failed : EXIT.ok;
  } finally {
    interrupted.stop();
  }
}

function delivered(point: HookPoint, text: string): string {
  const { delivery } = HOOK_POINT[point];
  if (delivery === '') return `The agent gets nothing: it has ended at ${point}.`;
  if (text === '') return 'The agent would get nothing.';
  return `The agent would get, ${delivery}:\n\n${plainText(hookBlock(point, text))}`;
}
