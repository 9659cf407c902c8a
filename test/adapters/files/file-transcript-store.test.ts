// Specifies transcripts: everything that was said, in order, for the owner only.
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { FileTranscriptStore } from '../../../adapters/files/file-transcript-store.ts';
import type { Logger } from '../../../application/ports/logger.port.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { workerName } from '../../../domain/worker/worker.ts';
import { kept, said, transcriptStoreContract } from '../../contracts/transcript-store.contract.ts';
import { SILENT } from '../../support/harness.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { waitFor } from '../../support/wait-for.ts';

const NAME = sessionName('demo');
const OTHER = sessionName('other');

let dataDir: string;

beforeEach(() => {
  dataDir = tempDir();
});

transcriptStoreContract(() => new FileTranscriptStore(dataDir, SILENT));

it('continues where an earlier process stopped, and skips a line that was cut short', async () => {
  const first = new FileTranscriptStore(dataDir, SILENT);
  first.append(NAME, said('one'));
  await first.flush();
  appendFileSync(join(dataDir, 'transcripts', 'demo', '1.ndjson'), '{"time":"2026');
  const second = new FileTranscriptStore(dataDir, SILENT);
  second.append(NAME, said('two'));
  second.append(NAME, said('three'));
  await second.flush();
  expect(await kept(second)).toEqual([said('one'), said('two'), said('three')]);
});

it.each([
  ['no JSON', '{"time":'],
  ['null', 'null'],
  ['a number', '7'],
  ['no event', '{"time":"2026-01-01T00:00:00.000Z","iteration":1}'],
  ['no time', '{"iteration":1,"event":{"type":"text","messageId":null,"text":"x"}}'],
  ['an unknown event', '{"time":"2026-01-01T00:00:00.000Z","iteration":1,"event":{"type":"later"}}'],
  ['an event without its text', '{"time":"2026-01-01T00:00:00.000Z","iteration":1,"event":{"type":"text"}}'],
  [
    'a call that is none',
    '{"time":"2026-01-01T00:00:00.000Z","iteration":1,"event":{"type":"tool-call","call":{}}}',
  ],
])('skips a line with %s', async (_, line) => {
  const store = new FileTranscriptStore(dataDir, SILENT);
  store.append(NAME, said('one'));
  await store.flush();
  appendFileSync(join(dataDir, 'transcripts', 'demo', '1.ndjson'), `${line}\n`);
  store.append(NAME, said('two'));
  await store.flush();
  expect(await kept(store)).toEqual([said('one'), said('two')]);
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

it('leaves no directory of a deleted session', async () => {
  const store = new FileTranscriptStore(dataDir, SILENT);
  store.append(OTHER, said('other'));
  store.append(NAME, said('old'));
  await store.delete(NAME);
  expect(readdirSync(join(dataDir, 'transcripts'))).toEqual(['other']);
});

it('tells the log, and nobody else, when it cannot write', async () => {
  const errors: string[] = [];
  const logger: Logger = { ...SILENT, error: (message) => void errors.push(message) };
  mkdirSync(join(dataDir, 'sub'));
  writeFileSync(join(dataDir, 'sub', 'transcripts'), 'a file');
  const store = new FileTranscriptStore(join(dataDir, 'sub'), logger);
  for (let i = 0; i < 3; i++) store.append(NAME, said('lost'));
  await store.flush();
  expect(errors).toContain('the transcript cannot be written; it lacks what comes until it can be');
  expect(readFileSync(join(dataDir, 'sub', 'transcripts'), 'utf8')).toBe('a file');
});

it('says once that it cannot write, and continues when it can', async () => {
  const errors: string[] = [];
  const logger: Logger = { ...SILENT, error: (message) => void errors.push(message) };
  const obstacle = join(dataDir, 'transcripts');
  writeFileSync(obstacle, 'a file');
  const store = new FileTranscriptStore(dataDir, logger);
  for (let i = 0; i < 3; i++) store.append(NAME, said('lost'));
  rmSync(obstacle);
  store.append(NAME, said('kept'));
  await store.flush();
  expect(errors).toHaveLength(1);
  const { items } = await store.tail(NAME, 1, 1_000);
  expect(items).toEqual([said('kept')]);
});

it('keeps the file of each worker open while they take turns', async () => {
  const store = new FileTranscriptStore(dataDir, SILENT);
  const textOf = (iteration: number): string => {
    const path = join(dataDir, 'transcripts', 'demo', `${iteration}.ndjson`);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  };
  const turns: readonly (readonly [worker: number, iteration: number, text: string])[] = [
    [1, 1, 'w1'],
    [2, 2, 'w2'],
    [0, 0, 'the run'],
    [1, 1, 'w1 again'],
    [2, 2, 'w2 again'],
    [0, 0, 'the run again'],
    [1, 3, 'next of w1'],
    [2, 0, 'w2 between iterations'],
    [0, 0, 'the run at last'],
  ];
  for (const [worker, iteration, text] of turns) {
    store.append(NAME, { ...said(text, iteration), ...(worker > 0 && { worker: workerName(worker) }) });
    await waitFor(text, () => textOf(iteration).includes(text));
  }
  await store.flush();
  // A file that is opened again begins with an empty line.
  expect([0, 1, 2, 3].filter((iteration) => textOf(iteration).includes('\n\n'))).toEqual([]);
  const words = (await kept(store, 0)).map(({ event }) => 'text' in event && event.text);
  expect(words).toEqual(['the run', 'the run again', 'w2 between iterations', 'the run at last']);
});
