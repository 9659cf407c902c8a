// Runs checks with `sh`, supervised like hooks: the whole process tree ends with the check.
import { resolve } from 'node:path';
import type { Check, CheckResult, CheckRunner } from '../../application/ports/check-runner.port.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { Processes } from '../../application/ports/processes.port.ts';
import { CappedText } from '../../application/wording/capped-text.ts';
import { plainText } from '../../application/wording/plain-text.ts';
import type { CheckOutcome } from '../../domain/proof/proof.ts';

export interface ShellChecksOptions {
  readonly checks: readonly Check[];
  /** The work tree. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly processes: Pick<Processes, 'supervise'>;
  readonly logger: Logger;
}

/** What a shell exits with if it does not find a command: POSIX, Shell Command Language, 2.8.2. */
const NOT_FOUND = 127;
/** Number of characters that are kept of each end of the output. */
const KEPT = 16 * 1024;

export class ShellChecks implements CheckRunner {
  readonly checks: readonly Check[];

  constructor(private readonly options: ShellChecksOptions) {
    this.checks = options.checks;
  }

  async run(
    { command, timeoutSeconds, junit }: Check,
    onOutput: (text: string) => void,
    signal: AbortSignal,
  ): Promise<CheckResult> {
    const { cwd, env, processes, logger } = this.options;
    const output = new CappedText(KEPT);
    logger.info('check started', { command });
    // A build without checks does not load the parsers.
    const [{ junitResults }, { TapResults }] = await Promise.all([
      import('./junit-results.ts'),
      import('./tap-results.ts'),
    ]);
    const since = Date.now();
    const begun = performance.now();
    const tap = new TapResults();
    const { exitCode, error } = await processes.supervise(
      { program: 'sh', args: ['-c', command], cwd },
      {
        env,
        timeoutSeconds,
        signal,
        onOutput: (text) => {
          output.add(text);
          tap.add(text);
          onOutput(text);
        },
      },
    );
    const durationMs = Math.round(performance.now() - begun);
    const outcome = outcomeOf(exitCode, error);
    logger.info('check ended', { command, outcome, exitCode, durationMs, error });
    const said = plainText(String(output));
    // An exit code speaks for itself; anything else is said at the end of the output.
    const all = exitCode === null && error !== '' ? `${said}\n[${error}]` : said;
    const report = junit === undefined ? tap.end() : await junitResults(resolve(cwd, junit), since);
    const nothing = { tests: null, failing: [] };
    const ended = { outcome, exitCode, durationMs, output: all };
    if (report === null) return { ...ended, ...nothing };
    if ('problem' in report) return { ...ended, ...nothing, output: `${all}\n[${report.problem}]` };
    return { ...ended, ...report };
  }
}

function outcomeOf(exitCode: number | null, error: string): CheckOutcome {
  if (error.startsWith('timed out')) return 'timeout';
  if (exitCode === NOT_FOUND) return 'missing';
  return exitCode === 0 && error === '' ? 'green' : 'red';
}
