// Encodes a style as one number, so that cells can be stored and compared without objects.
import { LINK_BITS, linkNumber, linkTarget } from './links.ts';
import type { Role, Style } from './style.ts';

/** The roles in the order of their numbers. A role's number is its index plus one; 0 is the terminal's own colour. */
export const ROLES: readonly Role[] = [
  'text',
  'subtle',
  'muted',
  'accent',
  'info',
  'success',
  'warning',
  'error',
  'special',
  'heading',
  'link',
  'code',
  'added',
  'removed',
  'surface',
  'overlay',
  'card',
  'selection',
  'syntax-keyword',
  'syntax-string',
  'syntax-number',
  'syntax-comment',
  'syntax-function',
  'syntax-type',
];

const NUMBERS = Object.fromEntries(ROLES.map((role, index) => [role, index + 1])) as Record<Role, number>;
const FG_SHIFT = 7;
const BG_SHIFT = 12;
const COLOR = 0x1f;
/** The bits below are the look of the style. */
const LINK_SHIFT = 17;
const LOOK = 2 ** LINK_SHIFT - 1;

const ATTRIBUTES = ['bold', 'dim', 'italic', 'underline', 'strike', 'inverse'] as const;

export function styleCode(style: Style): number {
  return (
    (style.bold ? 1 : 0) |
    (style.dim ? 2 : 0) |
    (style.italic ? 4 : 0) |
    (style.underline ? 8 : 0) |
    (style.strike ? 16 : 0) |
    (style.inverse ? 32 : 0) |
    ((style.fg === undefined ? 0 : NUMBERS[style.fg]) << FG_SHIFT) |
    ((style.bg === undefined ? 0 : NUMBERS[style.bg]) << BG_SHIFT) |
    ((style.link === undefined ? 0 : linkNumber(style.link)) << LINK_SHIFT)
  );
}

/** Returns the style with foreground and background swapped. */
export function inverted(code: number): number {
  return code ^ (1 << ATTRIBUTES.indexOf('inverse'));
}

const MUTED = NUMBERS.muted << FG_SHIFT;
const BACKGROUND = COLOR << BG_SHIFT;

/** Returns the style of what lies below something else: muted, without attributes, on its background. */
export function receded(code: number): number {
  return (code & BACKGROUND) | MUTED;
}

/** Returns the style with this number. */
export function styleOf(code: number): Style {
  const fg = ROLES[((code >> FG_SHIFT) & COLOR) - 1];
  const bg = ROLES[((code >> BG_SHIFT) & COLOR) - 1];
  const attributes = ATTRIBUTES.filter((_, bit) => (code & (1 << bit)) !== 0);
  const link = linkTarget(linkOf(code));
  return {
    ...(fg && { fg }),
    ...(bg && { bg }),
    ...(link !== '' && { link }),
    ...Object.fromEntries(attributes.map((attribute) => [attribute, true])),
  };
}

/** Returns the style `code`, with the background of `beneath` if it has none of its own. */
export function onBackground(code: number, beneath: number): number {
  const background = COLOR << BG_SHIFT;
  return (code & background) === 0 ? code | (beneath & background) : code;
}

/** Returns the style without its link. */
export function lookOf(code: number): number {
  return code & LOOK;
}

/** Returns the number of the style's link, 0 for none. */
export function linkOf(code: number): number {
  return (code >> LINK_SHIFT) & (2 ** LINK_BITS - 1);
}
