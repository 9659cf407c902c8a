// Snapshots in files keep the contract of the port, and a bad file costs time only.
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FileSnapshotStore } from '../../../adapters/files/file-snapshot-store.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { snapshotStoreContract } from '../../contracts/snapshot-store.contract.ts';
import { rememberingLogger } from '../../support/nats-logger.ts';

const root = mkdtempSync(join(tmpdir(), 'iteratr-snapshots-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;

function fresh() {
  const dataDir = join(root, String(++count));
  mkdirSync(dataDir);
  const logger = rememberingLogger();
  const directory = join(dataDir, 'snapshots');
  return { directory, logger, store: new FileSnapshotStore({ dataDir, folder: 'snapshots', logger }) };
}

snapshotStoreContract(async () => fresh().store);

describe('file snapshot store', () => {
  const alpha = sessionName('alpha');
  const snapshot = { version: 7, catalogue: 'A@1', state: { tasks: [] } };

  it('keeps its files private and leaves no others', async () => {
    const { store, directory } = fresh();
    await Promise.all([1, 2, 3].map((version) => store.save(alpha, { ...snapshot, version })));
    expect(readdirSync(directory)).toEqual(['alpha.json']);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(statSync(join(directory, 'alpha.json')).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['cut off', '{"session":"alpha","version":7,"cat'],
    ['empty', ''],
    ['of another kind', '[1]'],
    ['null', 'null'],
    ['without state', '{"session":"alpha","version":7,"catalogue":"A@1"}'],
    ['of a broken version', '{"session":"alpha","version":"7","catalogue":"A@1","state":{}}'],
  ])('ignores a file that is %s, and says so in the log', async (_, text) => {
    const { store, directory, logger } = fresh();
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'alpha.json'), text);
    expect(await store.load(alpha)).toBeUndefined();
    expect(logger.lines.map(({ level }) => level)).toEqual(['warn']);
  });

  it('does not take the snapshot of "ALPHA" for that of "alpha" where both are one file', async () => {
    const { store, directory } = fresh();
    await store.save(sessionName('ALPHA'), snapshot);
    renameSync(join(directory, 'ALPHA.json'), join(directory, 'alpha.json'));
    expect(await store.load(alpha)).toBeUndefined();
  });

  it('logs what it cannot save or delete, and does not fail', async () => {
    const { store, directory, logger } = fresh();
    mkdirSync(join(directory, 'alpha.json', 'occupied'), { recursive: true });
    await store.save(alpha, snapshot);
    await store.delete(alpha);
    expect(logger.lines.map(({ level }) => level)).toEqual(['warn', 'warn']);
    expect(readdirSync(directory)).toEqual(['alpha.json']);
  });
});
