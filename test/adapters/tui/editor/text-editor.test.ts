// Writing: by what a reader takes for one character, at any width, with undo.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { graphemes, textWidth } from '../../../../adapters/tui/canvas/width.ts';
import { editLines } from '../../../../adapters/tui/editor/editor-keys.ts';
import { editorLines, indexAt, placeOf } from '../../../../adapters/tui/editor/editor-lines.ts';
import { type EditorState, EMPTY_EDITOR, editorOf } from '../../../../adapters/tui/editor/text-editor.ts';
import { PROPERTY_LIMIT_MS } from '../../../support/property-limit.ts';

const WIDTH = 10;

/** `|` is the cursor. */
function given(text: string): EditorState {
  const cursor = text.indexOf('|');
  return { ...EMPTY_EDITOR, text: text.replace('|', ''), cursor };
}

function press(editor: EditorState, ...keys: string[]): EditorState {
  return keys.reduce((now, name) => {
    const text = name === 'space' ? ' ' : graphemes(name).length === 1 ? name : '';
    return editLines(now, { type: 'key', name, text }, WIDTH) ?? now;
  }, editor);
}

function shown({ text, cursor }: EditorState): string {
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
}

describe('keys', () => {
  it.each([
    ['|', 'a', 'a|'],
    ['ab|', 'left', 'a|b'],
    ['|ab', 'left', '|ab'],
    ['ab|', 'right', 'ab|'],
    ['👩‍👩‍👧|', 'left', '|👩‍👩‍👧'],
    ['|👩‍👩‍👧a', 'right', '👩‍👩‍👧|a'],
    ['e\u0301|', 'backspace', '|'],
    ['漢字|', 'backspace', '漢|'],
    ['|e\u0301x', 'delete', '|x'],
    ['a\n|b', 'backspace', 'a|b'],
    ['a|\nb', 'delete', 'a|b'],
    ['one two|', 'ctrl+left', 'one |two'],
    ['one two, |', 'ctrl+left', 'one |two, '],
    ['|one two', 'ctrl+right', 'one| two'],
    ['one| two', 'alt+f', 'one two|'],
    ['one\n|two', 'alt+b', '|one\ntwo'],
    ['one two|', 'ctrl+w', 'one |'],
    ['one |two x', 'alt+d', 'one | x'],
    ['one\ntw|o', 'home', 'one\n|two'],
    ['one\ntw|o\nx', 'end', 'one\ntwo|\nx'],
    ['one| two\nx', 'ctrl+k', 'one|\nx'],
    ['one|\nx', 'ctrl+k', 'one|x'],
    ['one tw|o', 'ctrl+u', '|'],
    ['a\nb|c\nd', 'ctrl+u', 'a\n|\nd'],
    ['a\nb|c\nd', 'ctrl+u ctrl+u', '|'],
    ['a\nb|c\nd', 'ctrl+u ctrl+u alt+z', 'a\n|\nd'],
    ['a\nb|c\nd', 'ctrl+u left ctrl+u', '|\n\nd'],
    ['a|b', 'alt+enter', 'a\n|b'],
    ['a|b', 'ctrl+j', 'a\n|b'],
    ['a|b', 'shift+enter', 'a\n|b'],
    ['a\nbc|\nd', 'up', 'a|\nbc\nd'],
    ['a\nbc|\nd', 'down', 'a\nbc\nd|'],
    ['one two three|', 'up', 'one t|wo three'],
    ['one t|wo three', 'down', 'one two three|'],
    ['漢字漢字漢字|', 'up', '漢|字漢字漢字'],
  ])('%j, %s → %j', (text, key, then) => {
    expect(shown(press(given(text), ...key.split(' ')))).toBe(then);
  });

  it('up at the first row and down at the last are for somebody else', () => {
    const event = (name: string) => ({ type: 'key', name, text: '' }) as const;
    expect(editLines(given('a|b\nc'), event('up'), WIDTH)).toBeUndefined();
    expect(editLines(given('ab\n|c'), event('down'), WIDTH)).toBeUndefined();
  });

  it('up and down keep the column over a shorter row', () => {
    const editor = press(given('abcd\ne\nfghi|'), 'up');
    expect(shown(editor)).toBe('abcd\ne|\nfghi');
    expect(shown(press(editor, 'up'))).toBe('abcd|\ne\nfghi');
    expect(shown(press(editor, 'left', 'up'))).toBe('|abcd\ne\nfghi');
  });

  it('undoes a word, a run of deletions and a paste in one step each', () => {
    const typed = press(EMPTY_EDITOR, 'a', 'b', 'space', 'c', 'd');
    const pasted = editLines(typed, { type: 'paste', text: ' and\nmore' }, WIDTH) ?? typed;
    const deleted = press(pasted, 'backspace', 'backspace');
    expect(deleted.text).toBe('ab cd and\nmo');
    const steps = ['ab cd and\nmore', 'ab cd', 'ab', '', ''];
    let editor = deleted;
    for (const step of steps) {
      editor = press(editor, 'ctrl+_');
      expect(editor.text).toBe(step);
    }
  });

  it('takes no control characters', () => {
    const editor = editLines(EMPTY_EDITOR, { type: 'paste', text: 'a\u001b[31mb\u0007\r\nc\td' }, WIDTH);
    expect(editor?.text).toBe('ab\nc    d');
  });
});

const anyText = fc.string({
  unit: fc.constantFrom('a', 'b', ' ', '\n', '漢', '👩‍👩‍👧', 'e\u0301', '🇩🇪', '\u200d'),
  maxLength: 60,
});

describe('rows', () => {
  it('hold the whole text, each no wider than the editor but for spaces', {
    timeout: PROPERTY_LIMIT_MS,
  }, () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 2, max: 20 }), (text, width) => {
        const lines = editorLines(text, width);
        let at = 0;
        for (const { start, end } of lines) {
          expect([at, at + 1]).toContain(start);
          if (start === at + 1) expect(text[at]).toBe('\n');
          expect(textWidth(text.slice(start, end).trimEnd())).toBeLessThanOrEqual(width);
          at = end;
        }
        expect(at).toBe(text.length);
      }),
    );
  });

  it('know where each place of the text is, and which place of the text that is', {
    timeout: PROPERTY_LIMIT_MS,
  }, () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 2, max: 20 }), (text, width) => {
        const { text: clean } = editorOf(text);
        const lines = editorLines(clean, width);
        let at = 0;
        for (const grapheme of [...graphemes(clean), '']) {
          const place = placeOf(lines, clean, at, width);
          expect(place.column).toBeLessThanOrEqual(width);
          // Behind the last cell of a full row there is one cell for all that hangs over the edge.
          if (textWidth(grapheme) > 0 && place.column < width) expect(indexAt(lines, clean, place)).toBe(at);
          at += grapheme.length;
        }
      }),
    );
  });

  it('are the same whatever was wrapped before', { timeout: PROPERTY_LIMIT_MS }, () => {
    const unrelated = () => editorLines('', 1_000) && editorLines('x', 1_001);
    const edit = fc.record({ at: fc.nat(60), remove: fc.nat(5), insert: anyText });
    fc.assert(
      fc.property(
        anyText,
        fc.array(edit, { maxLength: 5 }),
        fc.integer({ min: 2, max: 12 }),
        (text, edits, width) => {
          let now = text.repeat(5);
          editorLines(now, width);
          for (const { at, remove, insert } of edits) {
            now = now.slice(0, at * 4) + insert + now.slice(at * 4 + remove);
            const lines = editorLines(now, width);
            unrelated();
            expect(editorLines(now, width)).toEqual(lines);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('are found fast for very long texts', () => {
    const text = 'word 漢字 '.repeat(20_000);
    expect(editorLines(text, 80).length).toBeGreaterThan(1_000);
  });
});

describe('any keys', () => {
  const keys = fc.array(
    fc.constantFrom(
      ...['left', 'right', 'up', 'down', 'home', 'end', 'backspace', 'delete', 'ctrl+w', 'alt+d', 'ctrl+k'],
      ...['ctrl+u', 'ctrl+_', 'ctrl+left', 'ctrl+right', 'a', 'space', '漢', '\u0301', '\u200d', '👩', '🇩'],
    ),
    { maxLength: 40 },
  );

  it('leave the cursor between two characters', { timeout: PROPERTY_LIMIT_MS }, () => {
    fc.assert(
      fc.property(anyText, keys, (text, pressed) => {
        const { text: after, cursor } = press(editorOf(text), ...pressed);
        const both = [...graphemes(after.slice(0, cursor)), ...graphemes(after.slice(cursor))];
        expect(both).toEqual(graphemes(after));
      }),
      { numRuns: 500 },
    );
  });
});
