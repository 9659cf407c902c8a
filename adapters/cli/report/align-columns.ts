// Aligns the columns of plain-text tables.
import { eastAsianWidth } from 'get-east-asian-width';
import { plainText } from '../../../application/wording/plain-text.ts';

/** Returns one line per row, each column as wide as its widest cell. Cells become plain text without line ends. */
export function alignColumns(cells: readonly (readonly string[])[]): string[] {
  const rows = cells.map((row) => row.map((cell) => plainText(cell).replaceAll('\n', ' ')));
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)))
      .join('  ')
      .trimEnd(),
  );
}

/** Returns the width in a terminal: two columns for a Chinese, Japanese or Korean character, none for a combining mark. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    if (!/\p{M}/u.test(character)) width += eastAsianWidth(character.codePointAt(0) ?? 0);
  }
  return width;
}
