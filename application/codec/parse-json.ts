// Parses untrusted JSON. Refuses values nested so deeply that code which handles them would overflow the stack.
import { plainLine } from '../wording/plain-text.ts';

/** Far more than anything that is sent or stored needs, and far less than the stack holds. */
export const MAX_NESTING = 200;

/** Returns the value. Throws `SyntaxError`, in one line, if the text is not JSON or is nested too deep. */
export function parseJson(text: string): ReturnType<typeof JSON.parse> {
  if (isNestedTooDeep(text)) throw new SyntaxError(`nested deeper than ${MAX_NESTING} levels`);
  try {
    return JSON.parse(text);
  } catch (cause) {
    // The engine quotes the text as it is.
    throw new SyntaxError(plainLine((cause as Error).message, 200), { cause });
  }
}

/** Whether arrays and objects are nested deeper than allowed. Parses nothing, so that it costs little for any text. */
export function isNestedTooDeep(text: string): boolean {
  // Most messages are short.
  if (text.length <= MAX_NESTING) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        break;
      case ARRAY:
      case OBJECT:
        depth += 1;
        if (depth > MAX_NESTING) return true;
        break;
      case ARRAY_END:
      case OBJECT_END:
        depth -= 1;
        break;
      default:
    }
  }
  return false;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const [ARRAY, ARRAY_END, OBJECT, OBJECT_END] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Returns the position of the quote that ends the string, or of the text's end. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let escapes = end;
    while (text.charCodeAt(escapes - 1) === BACKSLASH) escapes -= 1;
    if ((end - escapes) % 2 === 0) return end;
  }
  return text.length;
}
