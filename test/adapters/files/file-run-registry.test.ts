// Specifies which build a session belongs to, by files that dead builds leave behind.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { FileRunRegistry } from '../../../adapters/files/file-run-registry.ts';
import { findRunningBuild } from '../../../adapters/files/run-file.ts';
import { UNRECORDED_PROCESSES } from '../../../adapters/process/system-processes.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { runRegistryContract } from '../../contracts/run-registry.contract.ts';
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

runRegistryContract(() => ({ registry, alive }));

/** What a build of others has left. */
function leave(fields: Record<string, unknown> | string): void {
  const content = { url: 'http://127.0.0.1:2', token: 'other', pid: process.pid, host: hostname() };
  mkdirSync(join(dataDir, 'runs'), { recursive: true });
  writeFileSync(
    join(dataDir, 'runs', 'demo.json'),
    typeof fields === 'string' ? fields : JSON.stringify({ ...content, ...fields }),
  );
}

it('a claim can be found by others, and is gone when it is given back', async () => {
  expect(findRunningBuild(dataDir, NAME, UNRECORDED_PROCESSES)).toBeUndefined();
  const giveBack = await registry().claim(NAME, OWN);
  expect(findRunningBuild(dataDir, NAME, UNRECORDED_PROCESSES)).toMatchObject(OWN);
  expect(statSync(join(dataDir, 'runs', 'demo.json')).mode & 0o777).toBe(0o600);
  await giveBack();
  expect(findRunningBuild(dataDir, NAME, UNRECORDED_PROCESSES)).toBeUndefined();
  expect(readdirSync(join(dataDir, 'runs'))).toEqual([]);
});

it('a session that is being run is refused, with the process that runs it', async () => {
  leave({});
  alive.add('other');
  await expect(registry().claim(NAME, OWN)).rejects.toMatchObject({
    code: 'SESSION.BUSY',
    message: `session "demo" is already being run by process ${process.pid}; wait for it, end it, or choose another --name`,
  });
  expect(readFileSync(join(dataDir, 'runs', 'demo.json'), 'utf8')).toContain('other');
  expect(readdirSync(join(dataDir, 'runs'))).toEqual(['demo.json']);
  leave({ host: 'elsewhere', pid: DEAD });
  await expect(registry().claim(NAME, OWN)).rejects.toThrow(`process ${DEAD} on elsewhere`);
});

it.each<[what: string, left: Record<string, unknown> | string]>([
  ['whose process is dead, even if its port answers', { pid: DEAD, token: 'answering' }],
  ['whose number another process has', {}],
  ['on another host, where nobody answers', { host: 'elsewhere' }],
  ['that is not JSON', '{"url'],
  ['that is empty', ''],
  ['that is no object', 'null'],
  ['that lacks a field', { token: undefined }],
  ['with a field of another kind', { pid: '12' }],
])('a claim takes the place of a file %s', async (_, left) => {
  leave(left);
  alive.add('answering');
  const giveBack = await registry().claim(NAME, OWN);
  expect(findRunningBuild(dataDir, NAME, UNRECORDED_PROCESSES)).toMatchObject(OWN);
  await giveBack();
});

it('the build of a dead process is not found', () => {
  leave({ pid: DEAD });
  expect(findRunningBuild(dataDir, NAME, UNRECORDED_PROCESSES)).toBeUndefined();
});

it('of many claims at the same moment one succeeds, also where a dead build left its file', async () => {
  for (let round = 0; round < 20; round++) {
    leave({ pid: DEAD });
    const claims = Array.from({ length: 8 }, (_, index) => `claim-${round}-${index}`);
    for (const token of claims) alive.add(token);
    const results = await Promise.allSettled(
      claims.map((token) => registry().claim(NAME, { ...OWN, token })),
    );
    const won = results.filter(({ status }) => status === 'fulfilled');
    expect(won).toHaveLength(1);
    for (const result of results) if (result.status === 'fulfilled') await result.value();
  }
  expect(readdirSync(join(dataDir, 'runs'))).toEqual([]);
});
