// A nats-server that iteratr does not manage, which a test can stop and restart on the same port.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findServer } from '../../adapters/nats/embedded/server-binary.ts';
import { until } from './nats-fixtures.ts';

export interface ExternalServer {
  readonly url: string;
  readonly directory: string;
  stop(signal?: NodeJS.Signals): Promise<void>;
  start(): Promise<void>;
  /** Stops the process where it is. Resolves when it has stopped. */
  suspend(): Promise<void>;
  resume(): void;
  /** Stops the server and removes its files. */
  remove(): Promise<void>;
}

/** Starts a server. `config` is added to its configuration: `authorization`, `max_payload` … */
export async function externalServer(config: Record<string, unknown> = {}): Promise<ExternalServer> {
  const directory = mkdtempSync(join(tmpdir(), 'iteratr-external-'));
  const binary = findServer({ dataDir: '/nowhere' });
  const file = join(directory, 'nats.conf');
  let port = -1;
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const jetstream = { store_dir: directory };
    writeFileSync(
      file,
      JSON.stringify({ host: '127.0.0.1', port, ports_file_dir: directory, jetstream, ...config }),
    );
    const started = spawn(binary, ['-c', file], { stdio: 'ignore' });
    child = started;
    const ports = () => {
      const name = readdirSync(directory).find((file) => file.endsWith(`_${started.pid}.ports`));
      return name === undefined ? '' : readFileSync(join(directory, name), 'utf8');
    };
    // The server may still be writing the file.
    await until(() => ports().trimEnd().endsWith('}'), 'the external server listens');
    const { nats } = JSON.parse(ports()) as { nats: string[] };
    port = Number(new URL(nats[0] as string).port);
  }

  async function stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  await start();
  return {
    get url() {
      return `nats://127.0.0.1:${port}`;
    },
    directory,
    start,
    stop,
    async suspend() {
      child?.kill('SIGSTOP');
      const state = () => execFileSync('ps', ['-o', 'stat=', '-p', String(child?.pid)], { encoding: 'utf8' });
      await until(() => state().startsWith('T'), 'the external server is suspended');
    },
    resume: () => void child?.kill('SIGCONT'),
    async remove() {
      await stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export interface ExternalCluster {
  /** The addresses of all servers. */
  readonly url: string;
  readonly servers: readonly ExternalServer[];
  remove(): Promise<void>;
}

/** Starts a JetStream cluster of three servers. */
export async function externalCluster(): Promise<ExternalCluster> {
  const routes = await Promise.all([freePort(), freePort(), freePort()]);
  const servers = await Promise.all(
    routes.map((port, index) =>
      externalServer({
        server_name: `node-${index + 1}`,
        cluster: {
          name: 'iteratr-test',
          listen: `127.0.0.1:${port}`,
          routes: routes.map((route) => `nats://127.0.0.1:${route}`),
        },
      }),
    ),
  );
  return {
    url: servers.map(({ url }) => url).join(','),
    servers,
    remove: async () => {
      await Promise.all(servers.map((server) => server.remove()));
    },
  };
}

/** Returns a port that was free a moment ago, because a cluster must know its ports before it starts. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
