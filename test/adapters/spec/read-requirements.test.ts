// The requirements that are found in specs of many shapes, and what hostile specs cost.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRequirements } from '../../../adapters/spec/read-requirements.ts';

const SPECS = join(import.meta.dirname, 'specs');

function listOf(spec: string): string {
  return readRequirements(spec)
    .map(({ line, text }) => `${line}: ${text}\n`)
    .join('');
}

describe('the requirements of a spec', () => {
  it.each(readdirSync(SPECS))('%s', async (name) => {
    const list = listOf(readFileSync(join(SPECS, name), 'utf8'));
    await expect(list).toMatchFileSnapshot(`../../golden/requirements/${name}.txt`);
  });

  it('are found in the same lines whatever the ends of lines are', () => {
    const spec = readFileSync(join(SPECS, 'checkboxes.md'), 'utf8');
    expect(readRequirements(spec.replaceAll('\n', '\r\n'))).toEqual(readRequirements(spec));
  });

  it('are never found in fences, comments and quotes, whatever is in them', () => {
    const item = fc.constantFrom('- [ ] a', '1. b', 'FR-1: c', '## R1', '- Given d', '| R1 | e |');
    const items = fc.array(item, { minLength: 1, maxLength: 5 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(items, (text) => {
        expect(readRequirements(`# A\n\n~~~~\n${text}\n~~~~\n`)).toEqual([]);
        expect(readRequirements(`# A\n\n<!--\n${text}\n-->\n`)).toEqual([]);
        expect(readRequirements(`# A\n\n${text.replaceAll(/^/gm, '> ')}\n`)).toEqual([]);
      }),
    );
  });

  it('have lines of the spec, in order, and texts on them, for any text', () => {
    const piece = fc.constantFrom(
      ...['- ', '  ', '[ ] ', '1. ', '#', '\n', '\n\n', '```', '> ', 'R1 ', 'a', '|', '{', '<!--'],
    );
    const spec = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(spec, (text) => {
        const lines = readRequirements(text).map(({ line }) => line);
        expect(lines).toEqual([...lines].sort((a, b) => a - b));
        for (const line of lines) expect(text.split('\n').length).toBeGreaterThanOrEqual(line);
      }),
    );
  });

  it('are found up to a limit in a text that is nested deep, or huge', () => {
    expect(readRequirements(`${'- '.repeat(5_000)}x\n${'> '.repeat(5_000)}x\n- [ ] a\n`)).toEqual([
      { text: 'a', line: 3 },
    ]);
    expect(readRequirements(`${'['.repeat(50_000)}\n`)).toEqual([]);
    const line = `- [ ] ${'a'.repeat(993)}\n`;
    expect(readRequirements(line.repeat(1_000))).toHaveLength(100);
  });
});
