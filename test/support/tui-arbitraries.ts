// Arbitrary texts, realistic and absurd, for property tests of everything that is drawn.
import fc from 'fast-check';
import type { Role, Style } from '../../adapters/tui/canvas/style.ts';
import { ROLES } from '../../adapters/tui/canvas/style-code.ts';

/** Characters whose width is easily miscalculated. */
export const ODD_CHARACTERS = [
  '日',
  '本',
  '한',
  '각',
  'ｱ',
  'Ａ',
  'é',
  'e\u0301',
  'ä̤̃',
  '👩‍👩‍👧',
  '🧑🏽‍🚀',
  '❤️',
  '❤',
  '☀️',
  '✅',
  '🚀',
  '👍🏽',
  '🇩🇪',
  '🇩',
  '1️⃣',
  'क्षि',
  'நி',
  'กำ',
  '\u200b',
  '\u200d',
  '\ufe0f',
  '\u00ad',
  '\u0301',
  '\u{1f3fb}',
  '\u{e0041}',
  '⚡',
  '─',
  '…',
  '\ud83d',
] as const;

/** Any text without line breaks. */
export const anyText = (maxLength = 40): fc.Arbitrary<string> => {
  const word = fc.string({ unit: 'grapheme-ascii', maxLength: 12 });
  const odd = fc.constantFrom(...ODD_CHARACTERS);
  const strange = fc.string({ unit: 'binary', maxLength: 3 });
  const space = fc.constantFrom(' ', ' ', '  ');
  return fc
    .array(
      fc.oneof(
        { arbitrary: word, weight: 3 },
        { arbitrary: odd, weight: 4 },
        space,
        fc.constant('日本語'),
        strange,
      ),
      { maxLength },
    )
    .map((parts) => parts.join('').replaceAll('\n', ''));
};

const role = fc.option(fc.constantFrom<Role>(...ROLES), { nil: undefined });

export const anyStyle: fc.Arbitrary<Style> = fc
  .record({
    fg: role,
    bg: role,
    bold: fc.boolean(),
    dim: fc.boolean(),
    underline: fc.boolean(),
    inverse: fc.boolean(),
    link: fc.constantFrom(
      '',
      '',
      '',
      'https://a.example/',
      'https://b.example/?q=\u001b]0;x',
      'javascript:x',
    ),
  })
  .map(({ fg, bg, link, ...attributes }) => ({
    ...(fg && { fg }),
    ...(bg && { bg }),
    ...(link && { link }),
    ...attributes,
  }));

const controlPiece = fc.constantFrom(
  ...['\x1b', '[', ']', '3', '1m', ';', '\x07', '\\', '\x9b', '\x9c', 'P', '\r', '\n', '\u202e'],
);

/** Text full of control characters and pieces of escape sequences. */
export const hostileText = fc
  .array(fc.oneof(controlPiece, anyText(3)), { maxLength: 30 })
  .map((parts) => parts.join(''));
