// Turns styles into the escape sequences of one theme in one colour depth.
import type { ColorDepth } from '../terminal/terminal.ts';
import { linkTarget } from './links.ts';
import type { Role, Style } from './style.ts';
import { styleOf } from './style-code.ts';
import { type Theme, themeColors } from './theme.ts';
import { nearest256 } from './xterm-colors.ts';

const ATTRIBUTE_CODES = { bold: 1, dim: 2, italic: 3, underline: 4, strike: 9, inverse: 7 } as const;

/** The user's terminal defines these 16 colours, so they suit any background. Our own backgrounds would not. */
const SIXTEEN: Readonly<Partial<Record<Role, number>>> = {
  muted: 90,
  accent: 35,
  info: 36,
  success: 32,
  warning: 33,
  error: 31,
  special: 35,
  heading: 34,
  link: 36,
  code: 33,
  added: 32,
  removed: 31,
  surface: 90,
  overlay: 90,
  card: 90,
  selection: 90,
  'syntax-keyword': 35,
  'syntax-string': 32,
  'syntax-number': 33,
  'syntax-comment': 90,
  'syntax-function': 34,
  'syntax-type': 36,
};
/** The tints of a diff. The nearest of the 256 colours would be the same grey for both. */
const TINTS_256: Readonly<Record<Theme, Readonly<Partial<Record<Role, number>>>>> = {
  dark: { added: 22, removed: 52 },
  light: { added: 194, removed: 224 },
};
/** The roles whose background becomes the colour of the letters where there are only 16 colours. */
const TINTED: ReadonlySet<Role> = new Set(['added', 'removed']);
const QUIET: ReadonlySet<Role> = new Set(['muted', 'subtle', 'syntax-comment']);

export class Palette {
  readonly #theme: Theme;
  readonly #colors: ColorDepth;
  /** The SGR parameters of each style, by style number. */
  readonly #parameters = new Map<number, readonly string[]>();
  readonly #changes = new Map<number, string>();

  constructor(theme: Theme, colors: ColorDepth) {
    this.#theme = theme;
    this.#colors = colors;
  }

  /** Returns the bytes that change one style into another: the new parameters only, or a reset if something must go. */
  change(from: number, to: number): string {
    const key = from * 2 ** 17 + to;
    const known = this.#changes.get(key);
    if (known !== undefined) return known;
    const before = this.#of(from);
    const after = this.#of(to);
    const onlyNew = after.filter((parameter) => !before.includes(parameter));
    const gone = before.filter((parameter) => !after.some((other) => replaces(other, parameter)));
    const parameters = gone.length > 0 ? ['0', ...after] : onlyNew;
    const bytes = parameters.length === 0 ? '' : `\x1b[${parameters.join(';')}m`;
    this.#changes.set(key, bytes);
    return bytes;
  }

  /**
   * Returns the bytes after which text links to the target with this number, or to nothing for 0. Terminals with few colours
   * are too old for links, and without colours the output is to be plain.
   */
  link(number: number): string {
    if (this.#colors === 'none' || this.#colors === '16') return '';
    // The parts of a link that is wrapped have the same id, so that terminals show them as one.
    return number === 0 ? '\x1b]8;;\x1b\\' : `\x1b]8;id=${number};${linkTarget(number)}\x1b\\`;
  }

  #of(code: number): readonly string[] {
    const known = this.#parameters.get(code);
    if (known !== undefined) return known;
    const parameters = this.#parametersOf(styleOf(code));
    this.#parameters.set(code, parameters);
    return parameters;
  }

  #parametersOf(style: Style): string[] {
    const shown = this.#withoutColor(style);
    const on = Object.entries(ATTRIBUTE_CODES).filter(
      ([name]) => shown[name as keyof typeof ATTRIBUTE_CODES],
    );
    return [
      ...on.map(([, number]) => String(number)),
      ...(shown.fg === undefined ? [] : this.#foreground(shown.fg)),
      ...(shown.bg === undefined ? [] : this.#background(shown.bg)),
    ];
  }

  /** Replaces colours by attributes where there are few or none: a selection is inverse, quiet text is dim. */
  #withoutColor(style: Style): Style {
    if (this.#colors === '24-bit' || this.#colors === '256') return style;
    const selected = style.bg === 'selection';
    const { bg: _, ...rest } = style;
    const marked = selected ? { ...rest, inverse: !style.inverse } : rest;
    if (this.#colors === '16') {
      if (style.bg !== undefined && TINTED.has(style.bg)) return { ...marked, fg: style.bg };
      return selected ? { ...marked, fg: 'text' } : marked;
    }
    const quiet = style.fg !== undefined && QUIET.has(style.fg) && !selected;
    const { fg: __, ...uncolored } = marked;
    return quiet ? { ...uncolored, dim: true } : uncolored;
  }

  #foreground(role: Role): string[] {
    if (this.#colors === '16') return role in SIXTEEN ? [String(SIXTEEN[role])] : [];
    const { fg } = themeColors(this.#theme, role);
    return [this.#colors === '256' ? `38;5;${nearest256(fg)}` : `38;2;${fg.join(';')}`];
  }

  #background(role: Role): string[] {
    const { bg } = themeColors(this.#theme, role);
    const indexed = TINTS_256[this.#theme][role] ?? nearest256(bg);
    return [this.#colors === '256' ? `48;5;${indexed}` : `48;2;${bg.join(';')}`];
  }
}

/** Returns whether `parameter` fully replaces `earlier`: it is the same, or both set the same kind of colour. */
function replaces(parameter: string, earlier: string): boolean {
  if (parameter === earlier) return true;
  const kind = colorKind(parameter);
  return kind !== 0 && kind === colorKind(earlier);
}

function colorKind(parameter: string): number {
  if (parameter.startsWith('38;') || /^(?:3|9)\d$/.test(parameter)) return 3;
  return parameter.startsWith('48;') ? 4 : 0;
}
