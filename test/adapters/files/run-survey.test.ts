// Specifies which files of builds tell the truth.
import { mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FileRunRegistry } from '../../../adapters/files/file-run-registry.ts';
import { removeDebris, surveyRuns } from '../../../adapters/files/run-survey.ts';
import { sessionFileName } from '../../../adapters/files/session-file.ts';
import { UNRECORDED_PROCESSES } from '../../../adapters/process/system-processes.ts';
import { type SessionName, sessionName } from '../../../domain/session/session-name.ts';
import { tempDir } from '../../support/temp-dir.ts';

const DEAD = 2 ** 22 - 1;
const HERE = hostname();

function runFile(dataDir: string, name: string, run: object | string): string {
  mkdirSync(join(dataDir, 'runs'), { recursive: true });
  const path = join(dataDir, 'runs', name);
  const content =
    typeof run === 'string' ? run : JSON.stringify({ url: 'http://127.0.0.1:2', token: 't', ...run });
  writeFileSync(path, content);
  return path;
}

it('tells builds that answer, or cannot be asked, from those that are dead and those that are silent', async () => {
  const dataDir = tempDir();
  runFile(dataDir, 'answers.json', { pid: process.pid, host: HERE, token: 'alive' });
  runFile(dataDir, 'elsewhere.json', { pid: DEAD, host: 'another-machine' });
  runFile(dataDir, 'silent.json', { pid: process.pid, host: HERE });
  runFile(dataDir, 'dead.json', { pid: DEAD, host: HERE });
  runFile(dataDir, 'broken.json', '{"url":');
  runFile(dataDir, 'no name.json', { pid: DEAD, host: HERE });
  runFile(dataDir, 'starting.json.1234', { pid: process.pid, host: HERE });
  runFile(dataDir, 'unknown.json.1234', '');
  const debris = runFile(dataDir, 'dead.json.1234', { pid: DEAD, host: HERE });
  const survey = await surveyRuns(dataDir, async ({ token }) => token === 'alive', UNRECORDED_PROCESSES);
  expect(survey.running.map(({ session }) => session).sort()).toEqual(['answers', 'elsewhere']);
  expect(survey.silent.map(({ session }) => session)).toEqual(['silent']);
  expect([...survey.stale].sort()).toEqual(['broken', 'dead']);
  expect([...survey.debris].sort()).toEqual([debris, join(dataDir, 'runs', 'no name.json')].sort());
  await removeDebris(survey.debris);
  expect((await surveyRuns(dataDir, async () => false, UNRECORDED_PROCESSES)).debris).toEqual([]);
});

it('knows sessions that are not named in ASCII', async () => {
  const dataDir = tempDir();
  const names = ['認証', '\u{2000b}'.repeat(64), 'é'].map((name) => sessionName(name));
  const registry = new FileRunRegistry(dataDir, async () => true, UNRECORDED_PROCESSES);
  for (const name of names) await registry.register(name, { url: 'http://127.0.0.1:9', token: 'one' });
  const lost = runFile(dataDir, `${sessionFileName(names[1] as SessionName).slice(0, -1)}x.json`, {
    pid: DEAD,
    host: HERE,
    session: names[1],
  });
  const { running, debris } = await surveyRuns(dataDir, async () => true, UNRECORDED_PROCESSES);
  expect(running.map(({ session }) => session).sort()).toEqual([...names].sort());
  expect(debris).toEqual([lost]);
});

it('finds nothing where nothing was ever built', async () => {
  const none = { running: [], silent: [], stale: [], debris: [] };
  expect(await surveyRuns(join(tempDir(), 'none'), async () => true, UNRECORDED_PROCESSES)).toEqual(none);
});
