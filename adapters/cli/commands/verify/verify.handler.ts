// Runs the checks of a session by hand, records them, and prints a table.
import type { Environment } from '../../../../application/environment.ts';
import { ConfigError } from '../../../../application/errors.ts';
import { ProtectFiles } from '../../../../application/loop/protect-files.ts';
import { RunChecks } from '../../../../application/loop/run-checks.ts';
import type { CheckRunner } from '../../../../application/ports/check-runner.port.ts';
import type { ProtectedFiles } from '../../../../application/ports/protected-files.port.ts';
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
import type { ShownChange } from '../../../../domain/proof/protection.ts';
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
const ACCEPT_FILES = 'undo the changes, or accept them with `iteratr accept --protected`';
const SILENT: RunObserver = { notify: () => undefined };

export interface VerifyHandlerOptions {
  readonly sessions: SessionRegistry;
  readonly hold: Pick<HoldSessions, 'during'>;
  /** Throws `ConfigError`. */
  readonly checks: () => { readonly checks: CheckRunner; readonly protectedFiles: ProtectedFiles };
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
    const { checks, protectedFiles } = this.options.checks();
    const session = await beforeChange(sessions.existing(name));
    if (request.task !== undefined) requireCompleted(session, request.task);
    return hold.during([name], () => this.#verify(session, checks, protectedFiles, request));
  }

  async #verify(
    session: Session,
    checks: CheckRunner,
    files: ProtectedFiles,
    { task, json }: VerifyRequest,
  ): Promise<number> {
    const { console, secrets } = this.options;
    const due = checks.checks.filter(({ on }) => task === undefined || on.includes('task'));
    if (due.length === 0 && !files.isConfigured) {
      throw new ConfigError(`no check is configured${task === undefined ? '' : ' for tasks'}`, {
        remedy: 'list the commands under verify in iteratr.yml, such as verify: [npm test]',
      });
    }
    const observer = json ? SILENT : new HidingObserver(new TextReport(console.out), secrets);
    const interrupted = interruption(console.err);
    try {
      const { signal } = interrupted;
      // Before the first run, there is nothing to compare protected files with.
      const isProtecting = session.state.proof.protection.accepted !== null;
      const changes = isProtecting
        ? await new ProtectFiles({ session, files, observer, isAfterEnd: false }).look()
        : [];
      const ran = await new RunChecks({ session, checks, observer, signal }).runAll(due, 'manual');
      const by = interrupted.by();
      if (by !== undefined) return exitCodeOfRun('interrupted', undefined, by);
      const runs = ran.map(({ run }) => run);
      const isGreen = changes.length === 0 && runs.every(({ outcome }) => outcome === 'green');
      if (isGreen && task !== undefined) {
        const commands = due.map(({ command }) => command);
        await session.execute({ type: 'VerifyTasks', ids: [task], checks: commands }, 'user');
      }
      this.#print(runs, changes, task, { isGreen, json });
      return isGreen ? EXIT.ok : EXIT.failed;
    } finally {
      interrupted.stop();
    }
  }

  #print(
    runs: readonly CheckRun[],
    changes: readonly ShownChange[],
    task: TaskId | undefined,
    { isGreen, json }: { readonly isGreen: boolean; readonly json: boolean },
  ): void {
    const { out } = this.options.console;
    if (json) {
      out(`${plainJson({ green: isGreen, task: task ?? null, checks: runs, protectedChanges: changes })}\n`);
      return;
    }
    const rows = runs.map(({ command, outcome, exitCode, durationMs }) => [
      plainLine(command, COMMAND_LENGTH),
      CHECK_OUTCOME_WORDING[outcome],
      exitCode === null ? '-' : String(exitCode),
      formatDuration(durationMs),
    ]);
    const files = changes.map(({ path, kind }) => `protected: ${plainLine(path, COMMAND_LENGTH)} ${kind}`);
    const remedy = changes.length > 0 ? [ACCEPT_FILES] : [];
    const table = rows.length > 0 ? alignColumns([['check', 'outcome', 'exit', 'time'], ...rows]) : [];
    const lines = ['', ...table, ...files, ...remedy];
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
