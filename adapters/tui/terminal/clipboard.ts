// Copies to the clipboard of the machine that the terminal runs on, even over ssh (OSC 52).

/**
 * Returns the bytes that copy a text. tmux keeps a plain sequence to itself and passes on a wrapped one, but only if the
 * user has allowed it, so inside tmux both are sent.
 */
export function copySequence(text: string, insideTmux: boolean): string {
  const plain = `\x1b]52;c;${Buffer.from(text).toString('base64')}\x07`;
  return insideTmux ? `${plain}\x1bPtmux;\x1b${plain}\x1b\\` : plain;
}
