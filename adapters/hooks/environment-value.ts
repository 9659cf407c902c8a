// Texts cut to what a program can be given in its environment.

/** One variable may have 128 KiB on Linux, name included; all of them together with the command 1 MiB on macOS. */
const MAX_BYTES = 64 * 1024;

/** Without NUL characters, which no variable can hold, and cut, with a mark, when it is too long. */
export function environmentValue(text: string): string {
  const clean = text.replaceAll('\0', '');
  const bytes = Buffer.from(clean);
  if (bytes.length <= MAX_BYTES) return clean;
  // not final: the part of a character at the end is left out
  const kept = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, MAX_BYTES), {
    stream: true,
  });
  return `${kept}… [cut: ${bytes.length - Buffer.byteLength(kept)} more bytes]`;
}
