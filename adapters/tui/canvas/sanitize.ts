// Makes untrusted text fit to be shown: nothing in it can steer the terminal or deceive the eye.

/** Cheap to ask for text that needs nothing, which is nearly all of it. */
const SUSPECT =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]/;

/**
 * Escape sequences as a whole. A string command (OSC, DCS …) that does not end on its line is not taken for one: it would
 * hide all that follows. Every ESC and C1 control is matched by one of the alternatives, so that none is left over.
 */
const ESCAPE_SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x80-\x9f\n]{0,4096}(?:\x07|\x1b\\|\x9c)|(?:\x1b\[|\x9b)[0-?]{0,256}[ -/]{0,16}(?:[@-~]|$)|\x1b[ -/]{1,16}[0-~]|\x1b[0-OQ-WYZ\\`-~]|\x1b[\]PX^_[]?/g;

const LINE_END = /\r\n?|[\u2028\u2029\x85]/g;
const TAB = '    ';
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const UNPRINTABLE = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const LONE_SURROGATE = /\p{Cs}/gu;

/**
 * Without escape sequences, control characters and bidi controls; line ends are `\n`, tabs are spaces. The sequences must
 * be whole: join chunks first, or a sequence cut in two leaves its letters. One that has only begun at the end is dropped.
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

/** Joiners and presentation selectors inside an emoji are no trick. */
const EMOJI_PART =
  /(?:\p{Extended_Pictographic}|[0-9#*](?=\uFE0F?\u20E3))(?:\uFE0F|\p{Emoji_Modifier})?\u20E3?(?:\u200D\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?)*/u;
/** What takes no room, or looks like nothing or like a space, though it is none. */
const DECEIVING = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;
const EMOJI_OR_DECEIVING = new RegExp(`(${EMOJI_PART.source})|${DECEIVING.source}`, 'gu');

/**
 * For commands and file names: what cannot be seen is shown by its number, `⟨U+202E⟩`, so that what is read is what is
 * run. Line ends stay, tabs are spaces.
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
