// Copying to the clipboard of the machine that the terminal runs on, wherever the program runs (OSC 52).

/**
 * The bytes that copy a text. tmux keeps them to itself, unless they are wrapped for the terminal around it; whether it
 * lets them through is a setting of the user, so both are sent.
 */
export function copySequence(text: string, insideTmux: boolean): string {
  const plain = `\x1b]52;c;${Buffer.from(text).toString('base64')}\x07`;
  return insideTmux ? `${plain}\x1bPtmux;\x1b${plain}\x1b\\` : plain;
}
