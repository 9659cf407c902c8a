// Runs the checks of a session by hand, records them, and prints a table.
import type { Environment } from '../../../../application/environment.ts';
import { ConfigError } from '../../../../application/errors.ts';
import { RunChecks } from '../../../../application/loop/run-checks.ts';
import type { CheckRunner } from '../../../../application/ports/check-runner.port.ts';
import type { RunObserver } from '../../../../application/ports/run-observer.port.ts';
import { HidingObserver } from '../../../../application/secrets/hiding-observer.ts';
import type { KnownSecrets } from '../../../../application/secrets/known-secrets.ts';
import { beforeChange } from '../../../../application/session/before-change.ts';
import type { HoldSessions } from '../../../../application/session/hold-sessions.ts';
import type { Session } from '../../../../application/session/session.ts';
import type { SessionRegistry } from '../../../../application/session/session-registry.ts';
import { formatDuration } from '../../../../application/wording/duration.ts';
import { plainJson, plainLine } from '../../../../application/wording/plain-text.ts';
import { DomainError } from '../../../../domain/errors.ts';
import type { CheckRun } from '../../../../domain/proof/proof.ts';
import { CHECK_OUTCOME_WORDING } from '../../../../domain/proof/verdict.ts';
import { requireTask } from '../../../../domain/task/task.decider.ts';
import type { TaskId } from '../../../../domain/task/task.ts';
import type { Console } from '../../console.ts';
import { EXIT, exitCodeOfRun } from '../../exit-codes.ts';
import { interruption } from '../../interruption.ts';
import { namedSession } from '../../named-session.ts';
import { alignColumns } from '../../report/align-columns.ts';
import { TextReport } from '../../report/text-report.ts';
import type { VerifyRequest } from './verify.command.ts';

const COMMAND_LENGTH = 100;
const SILENT: RunObserver = { notify: () => undefined };

export interface VerifyHandlerOptions {
  readonly sessions: SessionRegistry;
  readonly hold: Pick<HoldSessions, 'during'>;
  /** Throws `ConfigError`. */
  readonly checks: () => CheckRunner;
  readonly environment: Environment;
  readonly console: Console;
  readonly secrets: KnownSecrets;
}

export class VerifyHandler {
  constructor(private readonly options: VerifyHandlerOptions) {}

  /**
   * Returns the exit code: 0 if all checks are green. Throws `SESSION.NOT_FOUND`, `SESSION.BUSY` while a build runs,
   * `TASK.NOT_FOUND` and `TASK.NOT_COMPLETED`, and `ConfigError` if there is no check.
   */
  async handle(request: VerifyRequest): Promise<number> {
    const { sessions, hold, environment } = this.options;
    const name = namedSession(request.session, environment);
    const checks = this.options.checks();
    const session = await beforeChange(sessions.existing(name));
    if (request.task !== undefined) requireCompleted(session, request.task);
    return hold.during([name], () => this.#verify(session, checks, request));
  }

  async #verify(session: Session, checks: CheckRunner, { task, json }: VerifyRequest): Promise<number> {
    const { console, secrets } = this.options;
    const due = checks.checks.filter(({ on }) => task === undefined || on.includes('task'));
    if (due.length === 0) {
      throw new ConfigError(`no check is configured${task === undefined ? '' : ' for tasks'}`, {
        remedy: 'list the commands under verify in iteratr.yml, such as verify: [npm test]',
      });
    }
    const observer = json ? SILENT : new HidingObserver(new TextReport(console.out), secrets);
    const interrupted = interruption(console.err);
    try {
      const { signal } = interrupted;
      const ran = await new RunChecks({ session, checks, observer, signal }).runAll(due, 'manual');
      const by = interrupted.by();
      if (by !== undefined) return exitCodeOfRun('interrupted', undefined, by);
      const runs = ran.map(({ run }) => run);
      const isGreen = runs.every(({ outcome }) => outcome === 'green');
      if (isGreen && task !== undefined) {
        const commands = due.map(({ command }) => command);
        await session.execute({ type: 'VerifyTasks', ids: [task], checks: commands }, 'user');
      }
      this.#print(runs, task, { isGreen, json });
      return isGreen ? EXIT.ok : EXIT.failed;
    } finally {
      interrupted.stop();
    }
  }

  #print(
    runs: readonly CheckRun[],
    task: TaskId | undefined,
    { isGreen, json }: { readonly isGreen: boolean; readonly json: boolean },
  ): void {
    const { out } = this.options.console;
    if (json) {
      out(`${plainJson({ green: isGreen, task: task ?? null, checks: runs })}\n`);
      return;
    }
    const rows = runs.map(({ command, outcome, exitCode, durationMs }) => [
      plainLine(command, COMMAND_LENGTH),
      CHECK_OUTCOME_WORDING[outcome],
      exitCode === null ? '-' : String(exitCode),
      formatDuration(durationMs),
    ]);
    const lines = ['', ...alignColumns([['check', 'outcome', 'exit', 'time'], ...rows])];
    const verified = isGreen && task !== undefined ? ['', `${task} verified`] : [];
    for (const line of [...lines, ...verified]) out(`${line}\n`);
  }
}

function requireCompleted({ state }: Session, id: TaskId): void {
  const { status } = requireTask(state.tasks, id);
  if (status === 'completed') return;
  throw new DomainError('TASK.NOT_COMPLETED', `${id} is ${status}, not completed`, {
    remedy: 'only a completed task can be verified',
  });
}
