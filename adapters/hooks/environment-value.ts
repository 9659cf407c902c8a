// Cuts texts to a length that fits in an environment variable.

/** Linux allows 128 KiB per variable including its name; macOS allows 1 MiB for all variables and the command together. */
const MAX_BYTES = 64 * 1024;

/** Returns the text without NUL characters, which no variable can contain; a long text is cut, and says how much is missing. */
export function environmentValue(text: string): string {
  const clean = text.replaceAll('\0', '');
  const bytes = Buffer.from(clean);
  if (bytes.length <= MAX_BYTES) return clean;
  // `stream` omits an incomplete character at the end.
  const kept = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, MAX_BYTES), {
    stream: true,
  });
  return `${kept}… [cut: ${bytes.length - Buffer.byteLength(kept)} more bytes]`;
}
