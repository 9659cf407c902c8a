// Specifies what of an agent's output gets to the protocol library, and what becomes of the rest.
import { expect, it } from 'vitest';
import { IncomingFilter } from '../../../adapters/acp/incoming-filter.ts';
import { keptLog } from './log.ts';

function filtering(...pending: number[]) {
  const log = keptLog();
  const updates: unknown[] = [];
  const floods: string[] = [];
  const waiting = new Set<unknown>(pending);
  const filter = new IncomingFilter({
    logger: log,
    onUpdate: (params) => updates.push(params),
    takePending: (id) => waiting.delete(id),
    onFlood: (description) => floods.push(description),
    onUnusable: (description) => floods.push(description),
  });
  /** What is handed on of these pieces of output. */
  async function passed(...pieces: (string | Uint8Array)[]): Promise<string[]> {
    const encoder = new TextEncoder();
    const source = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const piece of pieces) {
          controller.enqueue(typeof piece === 'string' ? encoder.encode(piece) : piece);
        }
        controller.close();
      },
    });
    const lines: string[] = [];
    for await (const line of source.pipeThrough(filter.stream()))
      lines.push(Buffer.from(line).toString().trim());
    return lines;
  }
  return { filter, log, updates, floods, passed };
}

const request = '{"jsonrpc":"2.0","id":"a","method":"fs/read_text_file","params":{}}';
const update = (text: string) =>
  `{"jsonrpc":"2.0","method":"session/update","params":{"sessionId":"s","update":"${text}"}}`;

it('hands on requests, and answers that are waited for, once', async () => {
  const { passed, log } = filtering(1);
  const answer = '{"jsonrpc":"2.0","id":1,"result":{}}';
  const unknown = '{"jsonrpc":"2.0","id":7,"error":{"code":1,"message":"x"}}';
  expect(await passed(`${request}\n${answer}\n${answer}\n${unknown}\n`)).toEqual([request, answer]);
  expect(log.lines.map(({ level, fields }) => [level, fields?.id])).toEqual([
    ['warn', 1],
    ['warn', 7],
  ]);
});

it('takes updates out, whatever is in them, and other notifications too', async () => {
  const { passed, updates } = filtering();
  const other = '{"jsonrpc":"2.0","method":"_vendor/news","params":{}}';
  expect(await passed(`${update('1')}\n${other}\n${update('2')}\n`)).toEqual([]);
  expect(updates).toEqual([
    { sessionId: 's', update: '1' },
    { sessionId: 's', update: '2' },
  ]);
});

it('puts together lines that come in pieces, also inside of a character', async () => {
  const { passed, updates } = filtering();
  const bytes = new TextEncoder().encode(`${update('ä')}\r\n\n${request}`);
  const pieces = Array.from(bytes, (byte) => Uint8Array.of(byte));
  expect(await passed(...pieces)).toEqual([request]);
  expect(updates).toEqual([{ sessionId: 's', update: 'ä' }]);
});

it.each([
  'warning: old node',
  'null',
  '3',
  '"text"',
  '[]',
  '{}',
  '{"jsonrpc":"2.0","result":{}}',
  '{"method":3}',
])('skips and logs the line %s', async (line) => {
  const { passed, log, floods, filter } = filtering();
  expect(await passed(`${line}\n`)).toEqual([]);
  expect(log.lines.map(({ level, fields }) => [level, fields?.line])).toEqual([['warn', line]]);
  expect(filter.stray).toBe(line);
  expect(floods).toEqual([]);
});

it('bears any number of stray lines as long as messages come in between', async () => {
  const { passed, floods, filter } = filtering();
  const lines = Array.from({ length: 50 }, () => `${'noise\n'.repeat(20)}${update('x')}\n`);
  await passed(...lines);
  expect(floods).toEqual([]);
  expect(filter.stray).toBe('');
});

it('hands on a message without what surrounds it', async () => {
  const { passed } = filtering();
  expect(await passed(`\ufeff\ufeff${request}\u00a0\n`)).toEqual([request]);
});

it('calls it a flood when nothing else comes', async () => {
  const { passed, floods } = filtering();
  await passed('noise\n'.repeat(99));
  expect(floods).toEqual([]);
  const flooded = filtering();
  await flooded.passed('noise\n'.repeat(100));
  expect(flooded.floods).toEqual(['it writes text instead of messages, last: noise']);
});

it('calls it a flood when a line is enormous, and shows only its beginning', async () => {
  const { passed, floods } = filtering();
  await passed(`${'x'.repeat(300_000)}\n`);
  expect(floods).toHaveLength(1);
  expect(floods[0]?.length).toBeLessThan(400);
});

it('gives up on a line that does not end', async () => {
  const { passed, floods } = filtering();
  const piece = new Uint8Array(1024 * 1024).fill('x'.charCodeAt(0));
  await passed(...Array.from({ length: 40 }, () => piece));
  expect(floods[0]).toBe('of more than 32 MB');
});
