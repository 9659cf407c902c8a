// Reads a text as every file that iteratr keeps in the data directory.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FileInterviewStore } from '../../adapters/files/file-interview-store.ts';
import { FileSnapshotStore } from '../../adapters/files/file-snapshot-store.ts';
import { FileTranscriptStore } from '../../adapters/files/file-transcript-store.ts';
import { FilePreferences } from '../../adapters/files/preferences-file.ts';
import { runIn } from '../../adapters/files/run-file.ts';
import { surveyRuns } from '../../adapters/files/run-survey.ts';
import { MemoryEventStore } from '../../adapters/memory/memory-event-store.ts';
import { lockState, newestLock } from '../../adapters/nats/embedded/generation-lock.ts';
import { PROCESS_FACTS } from '../../adapters/process/process-facts.ts';
import { FileProcessRecords } from '../../adapters/process/process-records.ts';
import { UNRECORDED_PROCESSES } from '../../adapters/process/system-processes.ts';
import { parseLiveItem } from '../../application/codec/live-item.ts';
import { SessionRegistry } from '../../application/session/session-registry.ts';
import { FakeClock, SESSION, SILENT } from '../support/harness.ts';

const TAIL_BYTES = 1024 * 1024;

/** Throws what the readers throw: `DATA_DIR.REFUSED` for a text that is too long. What cannot be read counts as not there. */
export async function readAsDataDirFiles(text: string): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'iteratr-fuzz-'));
  try {
    for (const file of FILES) {
      mkdirSync(join(dataDir, dirname(file)), { recursive: true });
      writeFileSync(join(dataDir, file), text);
    }
    JSON.stringify([parseLiveItem(text), runIn(text)]);
    const logger = SILENT;
    new FilePreferences(dataDir, logger).read();
    const interviews = { prepare: () => undefined, hide: <T>(value: T): T => value, logger };
    await new FileInterviewStore(dataDir, interviews).load();
    new FileProcessRecords({ dataDir, logger }).stale();
    await surveyRuns(dataDir, async () => false, UNRECORDED_PROCESSES);
    const lock = newestLock(join(dataDir, 'nats'));
    if (lock) lockState(lock, PROCESS_FACTS);
    await new FileTranscriptStore(dataDir, logger).tail(SESSION, 1, TAIL_BYTES);
    await readSnapshots(dataDir);
  } finally {
    rmSync(dataDir, { recursive: true });
  }
}

const FILES = [
  'interface.json',
  'interview.json',
  'nats/server-1.lock',
  'processes/2.json',
  `runs/${SESSION}.json`,
  `snapshots/${SESSION}.json`,
  `summaries/${SESSION}.json`,
  `transcripts/${SESSION}/1.ndjson`,
];

async function readSnapshots(dataDir: string): Promise<void> {
  const events = new MemoryEventStore();
  const snapshots = new FileSnapshotStore({ dataDir, folder: 'snapshots', logger: SILENT });
  const summaries = new FileSnapshotStore({ dataDir, folder: 'summaries', logger: SILENT });
  const ports = { events, snapshots, summaries, clock: new FakeClock(), ids: { next: () => 'id' } };
  const registry = new SessionRegistry(ports, events);
  JSON.stringify((await registry.get(SESSION).refresh()).completed);
  await registry.facts(SESSION, 1);
  await registry.closeAll();
}
