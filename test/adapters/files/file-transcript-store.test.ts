// Specifies transcripts: everything that was said, in order, for the owner only.
import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { FileTranscriptStore } from '../../../adapters/files/file-transcript-store.ts';
import type { LiveItem } from '../../../application/ports/live-feed.port.ts';
import type { Logger } from '../../../application/ports/logger.port.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { SILENT } from '../../support/harness.ts';
import { tempDir } from '../../support/temp-dir.ts';

const NAME = sessionName('demo');
const OTHER = sessionName('other');

let dataDir: string;

beforeEach(() => {
  dataDir = tempDir();
});

function said(text: string, iteration = 1): LiveItem {
  return { time: '2026-01-01T00:00:00.000Z', iteration, event: { type: 'text', messageId: null, text } };
}

async function kept(store: FileTranscriptStore, iteration: number, session = NAME): Promise<LiveItem[]> {
  const items: LiveItem[] = [];
  for await (const item of store.read(session, iteration)) items.push(item);
  return items;
}

it('keeps everything in order, by session and iteration', async () => {
  const store = new FileTranscriptStore(dataDir, SILENT);
  const texts = Array.from({ length: 500 }, (_, index) => `line ${index}\n\u2028 é ☃ ${'x'.repeat(index)}`);
  for (const text of texts) store.append(NAME, said(text));
  store.append(NAME, said('second', 2));
  store.append(OTHER, said('other'));
  store.append(NAME, said('late'));
  await store.flush();
  expect(await kept(store, 1)).toEqual([...texts, 'late'].map((text) => said(text)));
  expect(await kept(store, 2)).toEqual([said('second', 2)]);
  expect(await kept(store, 1, OTHER)).toEqual([said('other')]);
  expect(await kept(store, 3)).toEqual([]);
});

it('keeps, copies and deletes what was said in sessions with any name', async () => {
  const store = new FileTranscriptStore(dataDir, SILENT);
  const [long, other] = [sessionName('\u{2000b}'.repeat(64)), sessionName(`${'\u{2000b}'.repeat(63)}a`)];
  store.append(long, said('long'));
  store.append(other, said('other'));
  await store.flush();
  await store.copy(long, sessionName('認証'));
  await store.delete(long);
  expect(await kept(store, 1, sessionName('認証'))).toEqual([said('long')]);
  expect(await kept(store, 1, other)).toEqual([said('other')]);
  expect(await kept(store, 1, long)).toEqual([]);
});

it('keeps the order also when it goes back and forth between long transcripts', async () => {
  const store = new FileTranscriptStore(dataDir, SILENT);
  const long = 'x'.repeat(100_000);
  const texts = Array.from({ length: 30 }, (_, index) => `${index} ${long}`);
  for (const text of texts) {
    store.append(NAME, said(text, 1));
    store.append(NAME, said(text, 2));
  }
  await store.flush();
  expect((await kept(store, 1)).map(({ event }) => event)).toEqual(texts.map((text) => said(text, 1).event));
  expect((await kept(store, 2)).map(({ event }) => event)).toEqual(texts.map((text) => said(text, 2).event));
});

it('goes on where an earlier process stopped, and skips a line that was cut short', async () => {
  const first = new FileTranscriptStore(dataDir, SILENT);
  first.append(NAME, said('one'));
  await first.flush();
  appendFileSync(join(dataDir, 'transcripts', 'demo', '1.ndjson'), '{"time":"2026');
  const second = new FileTranscriptStore(dataDir, SILENT);
  second.append(NAME, said('two'));
  second.append(NAME, said('three'));
  await second.flush();
  expect(await kept(second, 1)).toEqual([said('one'), said('two'), said('three')]);
});

it('is for the owner only', async () => {
  const store = new FileTranscriptStore(dataDir, SILENT);
  store.append(NAME, said('one'));
  await store.flush();
  const mode = (...path: string[]) => statSync(join(dataDir, ...path)).mode & 0o777;
  expect(mode('transcripts', 'demo', '1.ndjson')).toBe(0o600);
  expect(mode('transcripts', 'demo')).toBe(0o700);
  expect(mode('transcripts')).toBe(0o700);
});

it('removes what belongs to a session, and can be used again', async () => {
  const store = new FileTranscriptStore(dataDir, SILENT);
  store.append(OTHER, said('other'));
  store.append(NAME, said('old'));
  await store.delete(NAME);
  expect(await kept(store, 1)).toEqual([]);
  expect(readdirSync(join(dataDir, 'transcripts'))).toEqual(['other']);
  store.append(NAME, said('new'));
  await store.flush();
  expect(await kept(store, 1)).toEqual([said('new')]);
  await store.delete(sessionName('never-was'));
});

it('tells the log, and nobody else, when it cannot write', async () => {
  const errors: string[] = [];
  const logger: Logger = { ...SILENT, error: (message) => void errors.push(message) };
  mkdirSync(join(dataDir, 'sub'));
  writeFileSync(join(dataDir, 'sub', 'transcripts'), 'a file');
  const store = new FileTranscriptStore(join(dataDir, 'sub'), logger);
  for (let i = 0; i < 3; i++) store.append(NAME, said('lost'));
  await store.flush();
  expect(errors).toContain('the transcript cannot be written');
  expect(readFileSync(join(dataDir, 'sub', 'transcripts'), 'utf8')).toBe('a file');
});
