// `iteratr doctor`: runs the checks on this machine, this directory and this configuration, and reports.
import type { CliOutput } from '../../adapters/cli/cli.ts';
import type { DoctorRequest } from '../../adapters/cli/commands/doctor.command.ts';
import { EXIT } from '../../adapters/cli/exit-codes.ts';
import { doctorJson, doctorText, isHealthy } from '../../adapters/cli/report/doctor-report.ts';
import { progressLine } from '../../adapters/cli/report/progress-line.ts';
import { problemIn, surveyConfig } from '../../adapters/config/load-config.ts';
import { detectColors } from '../../adapters/tui/terminal/color-depth.ts';
import type { Check } from '../../application/doctor/check.ts';
import { Examine } from '../../application/doctor/examine.ts';
import { BUILD } from '../build-info.ts';
import { agentCheck } from '../doctor/agent.check.ts';
import { clockCheck } from '../doctor/clock.check.ts';
import { configCheck } from '../doctor/config.check.ts';
import { gitCheck } from '../doctor/git.check.ts';
import { hooksCheck } from '../doctor/hooks.check.ts';
import { leftOversCheck } from '../doctor/left-overs.check.ts';
import { nodeCheck } from '../doctor/node.check.ts';
import { storeCheck } from '../doctor/store.check.ts';
import { terminalCheck, tmuxEscapeTime } from '../doctor/terminal.check.ts';
import { trustCheck } from '../doctor/trust.check.ts';
import type { Environment } from '../environment.ts';
import { interruption } from '../interruption.ts';
import { SYSTEM_CLOCK } from '../system-clock.ts';
import { trustedPart } from './load-settings.ts';

/** Beyond the times that the agent may take to start and to open a context. */
const SPARE_MS = 5_000;

/** Returns the exit code. Throws only for flags; whatever else is wrong is reported, and what can be checked is. */
export async function runDoctor(
  { json, fix, timeLimitMs, config: flags }: DoctorRequest,
  environment: Environment,
  { out, err }: CliOutput,
): Promise<number> {
  const checks = checksOf(flags, environment, timeLimitMs);
  const interrupted = interruption(() => undefined);
  const progress = progressLine(process.stderr.isTTY ? err : () => undefined, process.stderr.columns ?? 80);
  try {
    const results = await new Examine(checks, SYSTEM_CLOCK).execute(
      {
        fix,
        timeLimitMs: 2 * timeLimitMs + SPARE_MS,
        onProgress: (running) => progress.show(`checking ${running.join(', ')} …`),
      },
      interrupted.signal,
    );
    progress.clear();
    if (interrupted.signal.aborted) {
      return interrupted.by() === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
    }
    const colors = Boolean(process.stdout.isTTY) && detectColors(environment.env) !== 'none';
    const columns = process.stdout.isTTY ? process.stdout.columns : 0;
    out(json ? doctorJson(results, BUILD.version) : doctorText(results, { colors, columns }));
    return isHealthy(results) ? EXIT.ok : EXIT.failed;
  } finally {
    progress.clear();
    interrupted.stop();
  }
}

/** In the order in which they are shown. */
function checksOf(
  flags: DoctorRequest['config'],
  environment: Environment,
  timeLimitMs: number,
): readonly Check[] {
  const { cwd, env } = environment;
  const survey = surveyConfig({ ...environment, flags });
  const problem = problemIn(survey.flags);
  if (problem) throw problem;
  const { config } = trustedPart(survey, flags, environment);
  const { isTTY, columns = 0, rows = 0 } = process.stdout;
  const isTerminal = Boolean(isTTY && process.stdin.isTTY);
  return [
    nodeCheck(process.versions.node),
    agentCheck({ config, environment, timeLimitMs }),
    storeCheck(config, environment),
    leftOversCheck(config.dataDir),
    gitCheck({ cwd, autoCommit: config.autoCommit }),
    configCheck(survey, config, environment),
    trustCheck(environment),
    hooksCheck(cwd),
    terminalCheck({ isTerminal, columns, rows, env, escapeTime: () => tmuxEscapeTime(env) }),
    clockCheck({ dataDir: config.dataDir, built: BUILD.date, now: Date.now }),
  ];
}
