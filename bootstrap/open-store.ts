// Opens a store briefly: for a tool call that no running build handles, and for shell completion.
import { ContainerModule } from 'inversify';
import type { SessionSource } from '../adapters/cli/commands/completion/session-lookup.ts';
import { exitOnSignals } from '../adapters/cli/interruption.ts';
import type { AppConfig } from '../adapters/config/config-schema.ts';
import { transcribedSessions } from '../adapters/files/file-transcript-store.ts';
import { inspectServer } from '../adapters/nats/embedded/inspect-server.ts';
import { PROCESS_FACTS } from '../adapters/process/process-facts.ts';
import { RunTool, type ToolRunner } from '../application/tools/run-tool.ts';
import { type Invocation, inScope } from './compose.ts';
import { createSettings } from './create-settings.ts';
import { sessionModule } from './modules/session.module.ts';
import { TOKEN } from './tokens.ts';

const LIVE_SESSIONS = new ContainerModule(({ bind }) => {
  bind(TOKEN.liveSessions).toResolvedValue(
    (directory, tools) => ({ directory, tools }),
    [TOKEN.directory, RunTool],
  );
});

type Start = Omit<Invocation, 'shutdown'>;

export interface OwnTools extends ToolRunner {
  /** Where sessions are stored. A build that runs there was started by the user, so the file that sets it need not be trusted. */
  readonly dataDir: string;
}

/** Returns the tools of this process, which open the store for each call. Throws `ConfigError`, as does `run`. */
export function ownTools(start: Start): OwnTools {
  const { settings } = createSettings(start);
  const trusted = settings.trusted(start.flags);
  return {
    dataDir: trusted.config.dataDir,
    async run(call) {
      const { config } = settings.requireStore(trusted);
      return inScope(
        start,
        async (invocation) => [await sessionModule(invocation, { config })],
        RunTool,
        (tool) => tool.run(call),
      );
    },
  };
}

/** Returns the source of session names for completion. It starts no server and uses no untrusted configuration. */
export function sessionSource(surroundings: Omit<Start, 'flags'>): SessionSource {
  /** Returns undefined if an untrusted file decides where sessions are stored. */
  const trustedConfig = (start: Start): AppConfig | undefined => {
    const { config, untrusted } = createSettings(start).settings.trusted(start.flags);
    return untrusted.some(({ placesStore }) => placesStore) ? undefined : config;
  };
  return {
    async whileLive(flags, use) {
      const start = { ...surroundings, flags };
      const config = trustedConfig(start);
      if (!config) return undefined;
      if (config.natsUrl === '' && !(await inspectServer(config.dataDir, PROCESS_FACTS))?.answers)
        return undefined;
      exitOnSignals();
      return inScope(
        start,
        async (invocation) => [await sessionModule(invocation, { config, joinOnly: true }), LIVE_SESSIONS],
        TOKEN.liveSessions,
        use,
      );
    },
    names(flags) {
      const config = trustedConfig({ ...surroundings, flags });
      return config ? transcribedSessions(config.dataDir) : [];
    },
  };
}
