// `iteratr hooks run`: the hooks of one point, once, without a session.
import type { CliOutput } from '../../adapters/cli/cli.ts';
import { EXIT, exitCodeOfRun } from '../../adapters/cli/exit-codes.ts';
import { plainText } from '../../adapters/cli/report/plain-text.ts';
import { TextReport } from '../../adapters/cli/report/text-report.ts';
import { loadConfig } from '../../adapters/config/load-config.ts';
import { startOf, thisMachine } from '../../adapters/data-dir/machine.ts';
import { FileProcessLedger } from '../../adapters/files/file-process-ledger.ts';
import { NO_LOG } from '../../adapters/logging/no-log.ts';
import { HOOKS_FILE, loadHooks } from '../../adapters/shell/hooks-file.ts';
import { PROCESS_TREES } from '../../adapters/shell/process-tree.ts';
import { ShellHookRunner } from '../../adapters/shell/shell-hook-runner.ts';
import { hookBlock } from '../../application/loop/held-output.ts';
import type { HookContext, HookPoint } from '../../application/ports/hook-runner.port.ts';
import type { Environment } from '../environment.ts';
import { interruption } from '../interruption.ts';

const DELIVERY: Readonly<Record<HookPoint, string>> = {
  session_start: "with the first iteration's prompt",
  pre_iteration: "before the iteration's prompt",
  post_iteration: "with the next iteration's prompt",
  session_end: '',
  on_task_complete: "with the next iteration's prompt",
  on_error: 'at once, in a recovery prompt',
};

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
    ledger: new FileProcessLedger({
      dataDir,
      logger: NO_LOG,
      startOf,
      boot: thisMachine().boot,
      trees: PROCESS_TREES,
    }),
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
  if (point === 'session_end') return 'The agent gets nothing: it has ended at session_end.';
  if (text === '') return 'The agent would get nothing.';
  return `The agent would get, ${DELIVERY[point]}:\n\n${plainText(hookBlock(point, text))}`;
}
