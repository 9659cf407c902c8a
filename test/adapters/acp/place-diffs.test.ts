// Specifies how an edit finds its place in the file.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { placedEvent, withContext } from '../../../adapters/acp/place-diffs.ts';
import type { AgentDiff, AgentEvent } from '../../../application/ports/agent.port.ts';
import { PROPERTY_LIMIT_MS } from '../../support/property-limit.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { toolCall } from '../tui/transcript/transcript.fixture.ts';

const LINES = ['a', 'b', 'c', 'd', 'let TWO = 2;', 'e', 'f', 'g', 'h'];
const TEXT = `${LINES.join('\n')}\n`;
const EDIT: AgentDiff = { path: '/w/a.ts', oldText: 'two', newText: 'TWO' };

function completed(diff: AgentDiff, status: 'completed' | 'failed' = 'completed'): AgentEvent {
  return { type: 'tool-call', call: toolCall({ kind: 'edit', status, diffs: [diff] }) };
}

function diffsOf(event: AgentEvent): readonly AgentDiff[] {
  return event.type === 'tool-call' ? event.call.diffs : [];
}

it('adds whole lines and three lines on both sides', () => {
  expect(withContext(EDIT, TEXT)).toEqual({
    path: '/w/a.ts',
    oldText: 'b\nc\nd\nlet two = 2;\ne\nf\ng\n',
    newText: 'b\nc\nd\nlet TWO = 2;\ne\nf\ng\n',
    line: 2,
  });
});

it.each([
  ['at the start of the file', 'a', 1, 'a\nb\nc\nd\n'],
  ['at its end', 'h\n', 6, 'e\nf\ng\nh\n'],
  ['of several lines', 'c\nd\n', 1, 'a\nb\nc\nd\nlet TWO = 2;\ne\nf\n'],
  ['that is the whole file', TEXT, 1, TEXT],
])('places an edit %s', (_, newText, line, shown) => {
  expect(withContext({ ...EDIT, newText }, TEXT)).toMatchObject({ line, newText: shown });
});

it.each([
  ['that is at two places', 'e'],
  ['that is not in the file any more', 'gone'],
  ['that only removes text', ''],
])('leaves an edit %s as it is', (_, newText) => {
  expect(withContext({ ...EDIT, newText }, TEXT)).toEqual({ ...EDIT, newText });
});

it('places what it finds by whole lines, whatever the file', { timeout: PROPERTY_LIMIT_MS }, () => {
  const line = fc.constantFrom('', 'a', 'bb', 'ccc', '\r', '日本');
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), fc.nat(30), fc.nat(30), (lines, from, length) => {
      const text = lines.join('\n');
      const newText = text.slice(from, from + length);
      const placed = withContext({ ...EDIT, newText }, text);
      if (placed.line === undefined) return;
      const start = lines.slice(0, placed.line - 1).map((each) => `${each}\n`);
      expect(text.startsWith(placed.newText, start.join('').length)).toBe(true);
    }),
  );
});

it('reads files of the work tree only, and only when the call is completed', () => {
  const outside = tempDir();
  const cwd = join(tempDir(), 'tree');
  mkdirSync(cwd);
  const files = [join(cwd, 'a.ts'), join(outside, 'b.ts')] as const;
  for (const file of files) writeFileSync(file, TEXT);
  symlinkSync(files[1], join(cwd, 'link.ts'));
  const at = (path: string): AgentDiff => ({ ...EDIT, path });
  expect(diffsOf(placedEvent(completed(at(files[0])), cwd))).toMatchObject([{ line: 2 }]);
  for (const path of [files[1], join(cwd, 'link.ts'), join(cwd, 'missing.ts'), cwd])
    expect(diffsOf(placedEvent(completed(at(path)), cwd))).toEqual([at(path)]);
  expect(diffsOf(placedEvent(completed(at(files[0]), 'failed'), cwd))).toEqual([at(files[0])]);
});
