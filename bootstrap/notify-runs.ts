// Composes the notifications of a build.
import { hostname } from 'node:os';
import { exitCodeOfRun } from '../adapters/cli/exit-codes.ts';
import type { AppConfig } from '../adapters/config/config-schema.ts';
import { Deliveries } from '../application/notify/deliveries.ts';
import { type NotifiedSession, notification } from '../application/notify/notification.ts';
import { RunNotifications } from '../application/notify/run-notifications.ts';
import type { Clock } from '../application/ports/clock.port.ts';
import type { Logger } from '../application/ports/logger.port.ts';
import type { Processes } from '../application/ports/processes.port.ts';
import type { RunObserver } from '../application/ports/run-observer.port.ts';
import type { KnownSecrets } from '../application/secrets/known-secrets.ts';
import { countTasks } from '../application/session/describe-session.ts';
import type { SessionRegistry } from '../application/session/session-registry.ts';
import type { SessionName } from '../domain/session/session-name.ts';
import { createNotifier } from './create-notifier.ts';
import type { ExitNotifications } from './exit-notifications.ts';

export interface NotifiedRuns {
  readonly config: Pick<AppConfig, 'notify' | 'notifyOn'>;
  /** The environment and the directory of a command: those of hooks. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly secrets: KnownSecrets;
  readonly sessions: SessionRegistry;
  readonly processes: Processes;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly atExit: ExitNotifications;
}

/** Returns the observer that sends notifications; none if the user wants none. Warnings during a run go to `shown`. */
export function notifyRuns(
  session: SessionName,
  shown: RunObserver,
  { config, env, cwd, secrets, sessions, processes, logger, clock, atExit }: NotifiedRuns,
): readonly RunObserver[] {
  if (config.notify === '') return [];
  const deliveries = new Deliveries({
    notifier: createNotifier(config.notify, { cwd, env, processes }),
    secrets,
    logger,
    warn: (message) => {
      if (observer.isRunning) shown.notify({ type: 'notice', level: 'warning', message });
      else atExit.warnLate(message);
    },
  });
  atExit.add(deliveries);
  const observer = new RunNotifications({
    types: config.notifyOn,
    exitCode: (reason, error) => exitCodeOfRun(reason, error, undefined),
    send: (content) => {
      const facts = notifiedSession(session, sessions);
      deliveries.add(notification(content, facts, { host: hostname(), time: clock.now() }));
    },
  });
  return [observer];
}

function notifiedSession(session: SessionName, sessions: SessionRegistry): NotifiedSession {
  const { state } = sessions.get(session);
  const { total, completed, open } = countTasks(state);
  const { spec, iterations, usage } = state;
  return { session, spec, tasks: { total, completed, open }, iteration: iterations.last, usage };
}
