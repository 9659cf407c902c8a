// Makes untrusted text safe to show: nothing in it can control the terminal or deceive the reader.

/** A cheap test that lets clean text, which is nearly all of it, skip the replacements. */
const SUSPECT =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the expression searches for them
  /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]/;

/**
 * Matches whole escape sequences. A string command (OSC, DCS …) that does not end on its line is not matched as one, since
 * that would hide all following text. Every ESC and C1 control matches one of the alternatives, so none is left.
 */
const ESCAPE_SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the expression searches for them
  /(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x80-\x9f\n]{0,4096}(?:\x07|\x1b\\|\x9c)|(?:\x1b\[|\x9b)[0-?]{0,256}[ -/]{0,16}(?:[@-~]|$)|\x1b[ -/]{1,16}[0-~]|\x1b[0-OQ-WYZ\\`-~]|\x1b[\]PX^_[]?/g;

const LINE_END = /\r\n?|[\u2028\u2029\x85]/g;
const TAB = '    ';
// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression searches for them
const UNPRINTABLE = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const LONE_SURROGATE = /\p{Cs}/gu;

/**
 * Removes escape sequences, control characters and bidi controls; line ends become `\n`, tabs become spaces. Join chunks
 * before calling it: a sequence that is split in two leaves its letters. An unfinished sequence at the end is dropped.
 */
export function sanitize(text: string): string {
  if (!SUSPECT.test(text)) return text;
  return text
    .replace(ESCAPE_SEQUENCE, '')
    .replace(LINE_END, '\n')
    .replaceAll('\t', TAB)
    .replace(UNPRINTABLE, '')
    .replace(LONE_SURROGATE, '\ufffd');
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
