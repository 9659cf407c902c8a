// Whether sessions can be kept: by the nats-server that would be started, or by the external one.
import type { AppConfig } from '../../adapters/config/config-schema.ts';
import { displayValue } from '../../adapters/config/display-value.ts';
import { NO_LOG } from '../../adapters/logging/no-log.ts';
import { probeDataDir, probeEmbedded, probeExternal } from '../../adapters/nats/probe-store.ts';
import { PROCESS_FACTS } from '../../adapters/process/process-facts.ts';
import { UNRECORDED_PROCESSES } from '../../adapters/process/system-processes.ts';
import { type Check, type Finding, failed, failedBy, ok, warning } from '../../application/doctor/check.ts';
import { AdapterError, type AdapterErrorCode } from '../../application/errors.ts';
import type { Environment } from '../environment.ts';

type StoreConfig = Pick<AppConfig, 'dataDir' | 'natsServer' | 'natsUrl' | 'natsCreds' | 'natsCa'>;

export function storeCheck(config: StoreConfig, environment: Environment): Check {
  return {
    id: 'store',
    label: 'Store',
    run: async (signal) => {
      try {
        return await (config.natsUrl === '' ? embedded(config, environment, signal) : external(config));
      } catch (error) {
        return [problem(error)];
      }
    },
  };
}

/** Their messages end with what to do. Others end with the last lines of a log. */
const ADVISED: readonly AdapterErrorCode[] = [
  'STORE.NO_SERVER',
  'STORE.UNREACHABLE',
  'STORE.WRITE',
  'DATA_DIR',
  'DATA_DIR.REFUSED',
];

function problem(error: unknown): Finding {
  if (!(error instanceof AdapterError) || !ADVISED.includes(error.code)) return failedBy(error);
  const [found = '', ...mend] = error.message.split('; ');
  return failed(found, mend.length === 0 ? undefined : mend.join('; '));
}

async function external({ dataDir, natsUrl, natsCreds, natsCa }: StoreConfig): Promise<readonly Finding[]> {
  const version = await probeExternal(
    {
      url: natsUrl,
      ...(natsCreds !== '' && { credentials: natsCreds }),
      ...(natsCa !== '' && { certificateAuthority: natsCa }),
    },
    NO_LOG,
  );
  await probeDataDir(dataDir, PROCESS_FACTS);
  return [
    ok(`NATS server ${version} at ${displayValue('nats_url', natsUrl)}, with JetStream`),
    ok(`transcripts can be written to ${dataDir}`),
  ];
}

async function embedded(
  { dataDir, natsServer }: StoreConfig,
  { env }: Environment,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const serverPath = natsServer === '' ? undefined : natsServer;
  const { binary, version, joined } = await probeEmbedded({
    processes: UNRECORDED_PROCESSES,
    dataDir,
    serverPath,
    env,
    logger: NO_LOG,
    signal,
  });
  const server = `nats-server ${version}, at ${binary}`;
  const where = joined
    ? `JetStream writes to ${dataDir}, by the server that runs`
    : `JetStream can write to ${dataDir}`;
  return [isOld(version) ? warning(server, OLD) : ok(server), ok(where)];
}

const OLD = 'before 2.10 the last events may be lost when the machine loses power: install a newer one';

function isOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return version !== '' && (major < 2 || (major === 2 && minor < 10));
}
