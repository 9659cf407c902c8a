// The colours of the themes: Catppuccin Mocha on dark terminals, Latte on light ones.
import type { Role } from './style.ts';
import type { Rgb } from './xterm-colors.ts';

export type Theme = 'dark' | 'light';

/** The colours of a role as foreground and as background. */
export interface RoleColors {
  readonly fg: Rgb;
  readonly bg: Rgb;
}

type Flavor = Readonly<
  Record<
    | 'base'
    | 'text'
    | 'subtext0'
    | 'overlay1'
    | 'surface0'
    | 'surface1'
    | 'surface2'
    | 'mantle'
    | 'mauve'
    | 'red'
    | 'peach'
    | 'yellow'
    | 'green'
    | 'teal'
    | 'sky'
    | 'sapphire'
    | 'blue'
    | 'lavender'
    | 'pink',
    string
  >
>;

const MOCHA: Flavor = {
  base: '1e1e2e',
  text: 'cdd6f4',
  subtext0: 'a6adc8',
  overlay1: '7f849c',
  surface0: '313244',
  surface1: '45475a',
  surface2: '585b70',
  mantle: '181825',
  mauve: 'cba6f7',
  red: 'f38ba8',
  peach: 'fab387',
  yellow: 'f9e2af',
  green: 'a6e3a1',
  teal: '94e2d5',
  sky: '89dceb',
  sapphire: '74c7ec',
  blue: '89b4fa',
  lavender: 'b4befe',
  pink: 'f5c2e7',
};

const LATTE: Flavor = {
  base: 'eff1f5',
  text: '4c4f69',
  subtext0: '6c6f85',
  overlay1: '8c8fa1',
  surface0: 'ccd0da',
  surface1: 'bcc0cc',
  surface2: 'acb0be',
  mantle: 'e6e9ef',
  mauve: '8839ef',
  red: 'd20f39',
  peach: 'fe640b',
  yellow: 'df8e1d',
  green: '40a02b',
  teal: '179299',
  sky: '04a5e5',
  sapphire: '209fb5',
  blue: '1e66f5',
  lavender: '7287fd',
  pink: 'ea76cb',
};

const NAMES: Readonly<Record<Role, keyof Flavor>> = {
  text: 'text',
  subtle: 'subtext0',
  muted: 'overlay1',
  accent: 'mauve',
  info: 'sapphire',
  success: 'green',
  warning: 'yellow',
  error: 'red',
  special: 'pink',
  heading: 'lavender',
  link: 'blue',
  code: 'peach',
  added: 'green',
  removed: 'red',
  surface: 'surface0',
  overlay: 'mantle',
  card: 'surface0',
  selection: 'surface1',
  'syntax-keyword': 'mauve',
  'syntax-string': 'green',
  'syntax-number': 'peach',
  'syntax-comment': 'overlay1',
  'syntax-function': 'blue',
  'syntax-type': 'yellow',
};

/** Background colours need a stronger variant as foreground: they would be invisible as a border. */
const AS_LETTERS: Readonly<Partial<Record<Role, keyof Flavor>>> = {
  surface: 'surface1',
  overlay: 'surface2',
  card: 'surface1',
  selection: 'surface2',
};
/** How much of the full colour is mixed into the background. The full colour would make text on it hard to read. */
const TINTS: Readonly<Partial<Record<Role, number>>> = { added: 0.18, removed: 0.18, card: 0.45 };

/** Returns the colours of a role in a theme. */
export function themeColors(theme: Theme, role: Role): RoleColors {
  const flavor = theme === 'dark' ? MOCHA : LATTE;
  const color = rgb(flavor[NAMES[role]]);
  return {
    fg: rgb(flavor[AS_LETTERS[role] ?? NAMES[role]]),
    bg: mix(rgb(flavor.base), color, TINTS[role] ?? 1),
  };
}

function rgb(hex: string): Rgb {
  const value = Number.parseInt(hex, 16);
  return [value >> 16, (value >> 8) & 0xff, value & 0xff];
}

function mix(below: Rgb, above: Rgb, part: number): Rgb {
  const at = (index: 0 | 1 | 2) => Math.round(below[index] + (above[index] - below[index]) * part);
  return [at(0), at(1), at(2)];
}
