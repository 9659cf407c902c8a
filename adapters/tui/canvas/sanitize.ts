// Makes untrusted text safe to show in the dashboard: nothing in it can control the terminal or deceive the reader.
import { plainText } from '../../../application/wording/plain-text.ts';

const TAB = '    ';

/** Returns plain text for the screen, where a tab is four spaces. */
export function sanitize(text: string): string {
  return plainText(text).replaceAll('\t', TAB);
}

/** Matches a whole emoji: the joiners and presentation selectors inside it are harmless. */
const EMOJI_PART =
  /(?:\p{Extended_Pictographic}|[0-9#*](?=\uFE0F?\u20E3))(?:\uFE0F|\p{Emoji_Modifier})?\u20E3?(?:\u200D\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?)*/u;
/** Characters without width, invisible characters, and characters that only look like a space. */
const DECEIVING = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;
const EMOJI_OR_DECEIVING = new RegExp(`(${EMOJI_PART.source})|${DECEIVING.source}`, 'gu');

/**
 * Replaces invisible characters by their number, such as `⟨U+202E⟩`. For commands and file names, so that the user reads
 * exactly what runs. Line ends stay, tabs become spaces.
 */
export function reveal(text: string): string {
  return text
    .replace(/\r\n/g, '\n')
    .replaceAll('\t', TAB)
    .replace(EMOJI_OR_DECEIVING, (found, emoji: string | undefined) =>
      emoji !== undefined || found === '\n' ? found : numberOf(found),
    );
}

function numberOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}
