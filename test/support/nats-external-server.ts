// A nats-server that is none of iteratr's own, which a test can stop and start again on its port.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findServer } from '../../adapters/nats/embedded/server-binary.ts';
import { until } from './nats-fixtures.ts';

export interface ExternalServer {
  readonly url: string;
  readonly directory: string;
  stop(signal?: NodeJS.Signals): Promise<void>;
  start(): Promise<void>;
  /** Stops it and removes its files. */
  remove(): Promise<void>;
}

/** `config` is added to the configuration: `authorization`, `max_payload` … */
export async function externalServer(config: Record<string, unknown> = {}): Promise<ExternalServer> {
  const directory = mkdtempSync(join(tmpdir(), 'iteratr-external-'));
  const binary = findServer({ fallbackDir: directory });
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
    // The server may be in the middle of writing it.
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
    async remove() {
      await stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
