// Checks whether sessions can be stored: on the external NATS server if one is configured, otherwise in the data directory.
import {
  type Diagnostic,
  type Finding,
  failedBy,
  ok,
  warning,
} from '../../application/ports/diagnostic.port.ts';
import { NO_LOG } from '../../application/ports/logger.port.ts';
import type { Processes } from '../../application/ports/processes.port.ts';
import { probeDataDir, probeEmbedded, probeExternal } from './probe-store.ts';
import { damagedStore, damagedStreamFile } from './store-files.ts';

export interface StoreDiagnosticOptions {
  readonly dataDir: string;
  /** Path of nats-server; '' to search for one. */
  readonly natsServer: string;
  /** '' for the embedded server. */
  readonly natsUrl: string;
  /** `natsUrl` without its password. */
  readonly shownUrl: string;
  /** Path of a credentials file; '' for none. */
  readonly natsCreds: string;
  /** Path of a certificate authority's file; '' for none. */
  readonly natsCa: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly processes: Processes;
}

export function storeDiagnostic(options: StoreDiagnosticOptions): Diagnostic {
  return {
    id: 'store',
    label: 'Store',
    run: async (signal) => {
      try {
        return await (options.natsUrl === '' ? embedded(options, signal) : external(options));
      } catch (error) {
        return [failedBy(error)];
      }
    },
  };
}

async function external({
  dataDir,
  natsUrl,
  shownUrl,
  natsCreds,
  natsCa,
  processes,
}: StoreDiagnosticOptions): Promise<readonly Finding[]> {
  const version = await probeExternal(
    {
      url: natsUrl,
      ...(natsCreds !== '' && { credentials: natsCreds }),
      ...(natsCa !== '' && { certificateAuthority: natsCa }),
    },
    NO_LOG,
  );
  await probeDataDir(dataDir, processes);
  return [
    ok(`NATS server ${version} at ${shownUrl}, with JetStream`),
    ok(`transcripts can be written to ${dataDir}`),
  ];
}

async function embedded(
  { dataDir, natsServer, env, processes }: StoreDiagnosticOptions,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (damagedStreamFile(dataDir) !== undefined) return [failedBy(damagedStore(dataDir))];
  const serverPath = natsServer === '' ? undefined : natsServer;
  const { binary, version, joined } = await probeEmbedded({
    processes,
    dataDir,
    serverPath,
    env,
    logger: NO_LOG,
    signal,
  });
  const server = `nats-server ${version}, at ${binary}`;
  const where = joined
    ? `JetStream writes to ${dataDir}, through the running server`
    : `JetStream can write to ${dataDir}`;
  const found = isOld(version)
    ? warning(`${server}: before 2.10, a power failure can lose the last events`, 'install a newer one')
    : ok(server);
  return [found, ok(where)];
}

function isOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return version !== '' && (major < 2 || (major === 2 && minor < 10));
}
