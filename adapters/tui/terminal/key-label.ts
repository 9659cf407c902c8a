// Formats key names for people.

/** Returns the key as a hint shows it: `ctrl+x l`, `↑`, `esc`. */
export function keyLabel(key: string): string {
  return key
    .split(' ')
    .map((part) => part.replace(/[^+]+$/, (name) => LABELS[name] ?? name))
    .join(' ');
}

const LABELS: Readonly<Record<string, string>> = {
  escape: 'esc',
  pageup: 'pgup',
  pagedown: 'pgdn',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
};
