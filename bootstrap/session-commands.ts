// Composes the commands that open a store.
import type { ContainerModule } from 'inversify';
import type {
  AnswerRequest,
  QuestionsRequest,
} from '../adapters/cli/commands/questions/questions.command.ts';
import type { ReplayRequest } from '../adapters/cli/commands/replay/replay.command.ts';
import type {
  ExportRequest,
  ListRequest,
  LogRequest,
  ShowRequest,
} from '../adapters/cli/commands/sessions/sessions.command.ts';
import type {
  RemoveRequest,
  RenameRequest,
  RestoreRequest,
} from '../adapters/cli/commands/sessions/sessions-change.command.ts';
import type { SteerRequest } from '../adapters/cli/commands/steer/steer.command.ts';
import type { VerifyRequest } from '../adapters/cli/commands/verify/verify.command.ts';
import type { WorkersRequest } from '../adapters/cli/commands/workers/workers.command.ts';
import type { SessionRequest } from '../adapters/cli/config-options.ts';
import { displayValue } from '../adapters/config/display-value.ts';
import { LazyStore } from '../adapters/nats/lazy-store.ts';
import type { WriteUserFile } from '../application/ports/user-files.port.ts';
import type { KnownSecrets } from '../application/secrets/known-secrets.ts';
import { HoldSessions } from '../application/session/hold-sessions.ts';
import { ListSessions } from '../application/session/list-sessions.ts';
import { ReadRecording } from '../application/session/read-recording.ts';
import { RemoveSession } from '../application/session/remove-session.ts';
import { RenameSession } from '../application/session/rename-session.ts';
import { ReportSession } from '../application/session/report-session.ts';
import { RestoreSession } from '../application/session/restore-session.ts';
import { SessionClaims } from '../application/session/session-claims.ts';
import { ReadHistory } from '../application/session/session-history.ts';
import { SessionRegistry } from '../application/session/session-registry.ts';
import { WorkerLeases } from '../application/session/worker-leases.ts';
import type { Composition, Invocation } from './compose.ts';
import { handler } from './container.ts';
import { TOKEN } from './tokens.ts';

export const listSessions: Composition<ListRequest> = async (invocation) => {
  const [{ ListSessionsHandler }, sessions] = await Promise.all([
    import('../adapters/cli/commands/sessions/list-sessions.handler.ts'),
    openSessions(invocation),
  ]);
  return [
    sessions,
    handler((bind) =>
      bind.toResolvedValue(
        (list, { dataDir, natsUrl }, console) => {
          const place = natsUrl === '' ? dataDir : String(displayValue('nats_url', natsUrl));
          return new ListSessionsHandler(list, place, console);
        },
        [ListSessions, TOKEN.config, TOKEN.console],
      ),
    ),
  ];
};

export const showSession: Composition<ShowRequest> = async (invocation) => {
  const [{ ShowSessionHandler }, { WatchOutput }, sessions] = await Promise.all([
    import('../adapters/cli/commands/sessions/show-session.handler.ts'),
    import('../adapters/cli/commands/sessions/watch-output.ts'),
    openSessions(invocation),
  ]);
  return [
    sessions,
    handler((bind) =>
      bind.toResolvedValue(
        (registry, claims, history, live, { waits }, environment, console) => {
          const watch = new WatchOutput({ claims, history, live, waits, console });
          return new ShowSessionHandler(registry, claims, watch, environment, console);
        },
        [
          SessionRegistry,
          SessionClaims,
          ReadHistory,
          TOKEN.live,
          LazyStore,
          TOKEN.environment,
          TOKEN.console,
        ],
      ),
    ),
  ];
};

export const logSession: Composition<LogRequest> = async (invocation) => {
  const [{ LogSessionHandler }, sessions] = await Promise.all([
    import('../adapters/cli/commands/sessions/log-session.handler.ts'),
    openSessions(invocation),
  ]);
  return [
    sessions,
    handler((bind) =>
      bind.toResolvedValue(
        (registry, events, environment, console) =>
          new LogSessionHandler(registry, events, environment, console),
        [SessionRegistry, TOKEN.events, TOKEN.environment, TOKEN.console],
      ),
    ),
  ];
};

export const exportSession: Composition<ExportRequest> = async (invocation) => {
  const [{ ExportSessionHandler }, { writeUserFile }, sessions] = await Promise.all([
    import('../adapters/cli/commands/sessions/export-session.handler.ts'),
    import('../adapters/files/write-user-file.ts'),
    openSessions(invocation),
  ]);
  return [
    sessions,
    handler((bind) =>
      bind.toResolvedValue(
        (registry, events, claims, environment, console) => {
          const { secrets } = invocation;
          const writeFile: WriteUserFile = (path, text, options) =>
            writeUserFile(
              path,
              typeof text === 'string' ? secrets.hide(text) : hidden(text, secrets),
              options,
            );
          const reports = new ReportSession(events, claims);
          return new ExportSessionHandler(registry, reports, writeFile, environment, console);
        },
        [SessionRegistry, TOKEN.events, SessionClaims, TOKEN.environment, TOKEN.console],
      ),
    ),
  ];
};

/** Replaces secrets in the pieces of a text. No secret lies across two pieces, because each has whole events. */
async function* hidden(pieces: AsyncIterable<string>, secrets: KnownSecrets): AsyncIterable<string> {
  for await (const piece of pieces) yield secrets.hide(piece);
}

export const removeSession: Composition<RemoveRequest> = async (invocation) => {
  const [{ RemoveSessionHandler }, sessions] = await Promise.all([
    import('../adapters/cli/commands/sessions/remove-session.handler.ts'),
    openSessions(invocation),
  ]);
  return [
    sessions,
    handler((bind) =>
      bind.toResolvedValue(
        (registry, hold, removal, environment, console) =>
          new RemoveSessionHandler(registry, hold, removal, environment, console),
        [SessionRegistry, HoldSessions, RemoveSession, TOKEN.environment, TOKEN.console],
      ),
    ),
  ];
};

export const restoreSession: Composition<RestoreRequest> = async (invocation) => {
  const [{ RestoreSessionHandler }, sessions] = await Promise.all([
    import('../adapters/cli/commands/sessions/restore-session.handler.ts'),
    openSessions(invocation, { restores: true }),
  ]);
  return [
    sessions,
    handler((bind) =>
      bind.toResolvedValue(
        (restoring, hold, console) => new RestoreSessionHandler(restoring, hold, console),
        [RestoreSession, HoldSessions, TOKEN.console],
      ),
    ),
  ];
};

export const renameSession: Composition<RenameRequest> = async (invocation) => {
  const [{ RenameSessionHandler }, sessions] = await Promise.all([
    import('../adapters/cli/commands/sessions/rename-session.handler.ts'),
    openSessions(invocation),
  ]);
  return [
    sessions,
    handler((bind) =>
      bind.toResolvedValue(
        (registry, hold, renaming, console) => new RenameSessionHandler(registry, hold, renaming, console),
        [SessionRegistry, HoldSessions, RenameSession, TOKEN.console],
      ),
    ),
  ];
};

export const steer: Composition<SteerRequest> = async (invocation) => {
  const [{ SteerHandler }, sessions] = await Promise.all([
    import('../adapters/cli/commands/steer/steer.handler.ts'),
    openSessions(invocation),
  ]);
  return [
    sessions,
    handler((bind) =>
      bind.toResolvedValue(
        (registry, claims, environment, console) => new SteerHandler(registry, claims, environment, console),
        [SessionRegistry, SessionClaims, TOKEN.environment, TOKEN.console],
      ),
    ),
  ];
};

export const questions: Composition<QuestionsRequest | AnswerRequest> = async (invocation) => {
  const [{ QuestionsHandler }, sessions] = await Promise.all([
    import('../adapters/cli/commands/questions/questions.handler.ts'),
    openSessions(invocation),
  ]);
  return [
    sessions,
    handler((bind) =>
      bind.toResolvedValue(
        (registry, claims, environment, console) =>
          new QuestionsHandler(registry, claims, environment, console),
        [SessionRegistry, SessionClaims, TOKEN.environment, TOKEN.console],
      ),
    ),
  ];
};

export const workers: Composition<WorkersRequest> = async (invocation) => {
  const [{ WorkersHandler }, sessions] = await Promise.all([
    import('../adapters/cli/commands/workers/workers.handler.ts'),
    openSessions(invocation),
  ]);
  return [
    sessions,
    handler((bind) =>
      bind.toResolvedValue(
        (registry, leases, environment, console, clock) =>
          new WorkersHandler(registry, leases, environment, console, () => clock.now()),
        [SessionRegistry, WorkerLeases, TOKEN.environment, TOKEN.console, TOKEN.clock],
      ),
    ),
  ];
};

export const verify: Composition<VerifyRequest> = async (invocation) => {
  const [{ VerifyHandler }, { createChecks }, { createSettings }, sessions] = await Promise.all([
    import('../adapters/cli/commands/verify/verify.handler.ts'),
    import('./create-checks.ts'),
    import('./create-settings.ts'),
    openSessions(invocation),
  ]);
  const { settings } = createSettings(invocation);
  return [
    sessions,
    handler((bind) =>
      bind.toResolvedValue(
        (registry, hold, environment, console, secrets) =>
          new VerifyHandler({
            sessions: registry,
            hold,
            // Starting the command is the consent to run the checks.
            checks: () => createChecks(settings.load(invocation.flags).config, environment),
            ...{ environment, console, secrets },
          }),
        [SessionRegistry, HoldSessions, TOKEN.environment, TOKEN.console, TOKEN.secrets],
      ),
    ),
  ];
};

export const attach: Composition<SessionRequest> = async (invocation) => {
  const [{ AttachHandler }, { dashboardModule }, sessions] = await Promise.all([
    import('../adapters/cli/commands/attach/attach.handler.ts'),
    import('./modules/screen.module.ts'),
    openSessions(invocation),
  ]);
  return [
    sessions,
    dashboardModule,
    handler((bind) =>
      bind.toResolvedValue(
        (
          registry,
          history,
          live,
          claims,
          openDashboard,
          { theme, attention },
          environment,
          console,
          { waits },
          list,
        ) =>
          new AttachHandler({
            waits,
            listSessions: list,
            sessions: registry,
            history,
            live,
            claims,
            openDashboard,
            theme,
            attention,
            environment,
            console,
          }),
        [
          SessionRegistry,
          ReadHistory,
          TOKEN.live,
          SessionClaims,
          TOKEN.openDashboard,
          TOKEN.config,
          TOKEN.environment,
          TOKEN.console,
          LazyStore,
          ListSessions,
        ],
      ),
    ),
  ];
};

export const replay: Composition<ReplayRequest> = async (invocation) => {
  const [{ ReplayHandler }, { replayModule }, { writeUserFile }, sessions] = await Promise.all([
    import('../adapters/cli/commands/replay/replay.handler.ts'),
    import('./modules/screen.module.ts'),
    import('../adapters/files/write-user-file.ts'),
    openSessions(invocation),
  ]);
  return [
    sessions,
    replayModule,
    handler((bind) =>
      bind.toResolvedValue(
        (registry, events, transcripts, secrets, claims, play, { theme }, environment, console) =>
          new ReplayHandler({
            ...{ sessions: registry, claims, play, writeFile: writeUserFile, theme, environment, console },
            recording: new ReadRecording(events, transcripts, secrets),
            async *cast(options) {
              const { castReplay } = await import('../adapters/tui/replay/cast-replay.ts');
              yield* castReplay(options);
            },
          }),
        [
          ...([SessionRegistry, TOKEN.events, TOKEN.transcripts, TOKEN.secrets, SessionClaims] as const),
          ...([TOKEN.playReplay, TOKEN.config, TOKEN.environment, TOKEN.console] as const),
        ],
      ),
    ),
  ];
};

/** Returns the module for the sessions of the configured store. */
async function openSessions(
  invocation: Invocation,
  options: { readonly restores?: boolean } = {},
): Promise<ContainerModule> {
  const [{ createSettings }, { sessionModule }] = await Promise.all([
    import('./create-settings.ts'),
    import('./modules/session.module.ts'),
  ]);
  const { settings } = createSettings(invocation);
  return sessionModule(invocation, { ...options, config: settings.forStore(invocation.flags).config });
}
