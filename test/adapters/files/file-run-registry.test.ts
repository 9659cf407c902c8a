// Specifies which build a session belongs to, by files that dead builds leave behind.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { FileRunRegistry } from '../../../adapters/files/file-run-registry.ts';
import { findRunningBuild } from '../../../adapters/files/run-file.ts';
import { UNRECORDED_PROCESSES } from '../../../adapters/process/system-processes.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { tempDir } from '../../support/temp-dir.ts';

const NAME = sessionName('demo');
const OWN = { url: 'http://127.0.0.1:1', token: 'own' };
/** Higher than any system gives. */
const DEAD = 2 ** 30;

let dataDir: string;
let alive: Set<string>;

beforeEach(() => {
  dataDir = tempDir();
  alive = new Set();
});

function registry(): FileRunRegistry {
  return new FileRunRegistry(dataDir, async ({ token }) => alive.has(token), UNRECORDED_PROCESSES);
}

/** What a build of others has left. */
function leave(fields: Record<string, unknown> | string): void {
  const content = { url: 'http://127.0.0.1:2', token: 'other', pid: process.pid, host: hostname() };
  mkdirSync(join(dataDir, 'runs'), { recursive: true });
  writeFileSync(
    join(dataDir, 'runs', 'demo.json'),
    typeof fields === 'string' ? fields : JSON.stringify({ ...content, ...fields }),
  );
}

it('a registered build can be found by others, until it is undone', async () => {
  expect(findRunningBuild(dataDir, NAME, UNRECORDED_PROCESSES)).toBeUndefined();
  const undo = await registry().register(NAME, OWN);
  expect(findRunningBuild(dataDir, NAME, UNRECORDED_PROCESSES)).toMatchObject(OWN);
  expect(statSync(join(dataDir, 'runs', 'demo.json')).mode & 0o777).toBe(0o600);
  await undo();
  expect(findRunningBuild(dataDir, NAME, UNRECORDED_PROCESSES)).toBeUndefined();
  expect(readdirSync(join(dataDir, 'runs'))).toEqual([]);
});

it('a build of another store that answers is not replaced', async () => {
  alive.add('other');
  leave({ pid: process.ppid });
  await expect(registry().register(NAME, OWN)).rejects.toMatchObject({
    code: 'SESSION.BUSY',
    message: `session "demo" is already being run by process ${process.ppid}; wait for it, end it, or choose another --name`,
  });
  expect(readFileSync(join(dataDir, 'runs', 'demo.json'), 'utf8')).toContain('other');
  expect(readdirSync(join(dataDir, 'runs'))).toEqual(['demo.json']);
});

it('what was registered since is not undone', async () => {
  const undo = await registry().register(NAME, OWN);
  const next = { url: OWN.url, token: 'next' };
  await registry().register(NAME, next);
  await undo();
  expect(findRunningBuild(dataDir, NAME, UNRECORDED_PROCESSES)).toMatchObject(next);
});

it.each<[what: string, left: Record<string, unknown> | string]>([
  ['whose process is dead, even if its port answers', { pid: DEAD, token: 'answering' }],
  ['whose number another process has', { pid: process.ppid }],
  ['on another host', { host: 'elsewhere' }],
  ['that is not JSON', '{"url'],
  ['that is empty', ''],
  ['that is no object', 'null'],
  ['that lacks a field', { token: undefined }],
  ['with a field of another kind', { pid: '12' }],
])('a build takes the place of a file %s', async (_, left) => {
  alive.add('answering');
  leave(left);
  await registry().register(NAME, OWN);
  expect(findRunningBuild(dataDir, NAME, UNRECORDED_PROCESSES)).toMatchObject(OWN);
});

it('the build of a dead process is not found', () => {
  leave({ pid: DEAD });
  expect(findRunningBuild(dataDir, NAME, UNRECORDED_PROCESSES)).toBeUndefined();
});
