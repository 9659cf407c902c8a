// Tells a URL from a command line in a value that can be either.

/** Whether the text is meant as a URL, even one with a mistake such as a missing slash. */
export function isUrlText(text: string): boolean {
  return /^\s*(?:[a-z][a-z0-9+.-]*:\/\/|https?:)/i.test(text);
}
