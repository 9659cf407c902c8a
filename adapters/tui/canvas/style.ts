// Defines how text looks. Colours are roles of the theme, never values.

/** The purpose of a colour. The theme gives it a value in 24 bits, 256 colours or 16 colours, or none. */
export type Role =
  | 'text'
  | 'subtle'
  | 'muted'
  | 'accent'
  | 'info'
  | 'success'
  | 'warning'
  | 'error'
  | 'special'
  | 'heading'
  | 'link'
  | 'code'
  | 'added'
  | 'removed'
  | 'surface'
  | 'overlay'
  | 'card'
  | 'selection'
  | 'syntax-keyword'
  | 'syntax-string'
  | 'syntax-number'
  | 'syntax-comment'
  | 'syntax-function'
  | 'syntax-type';

export interface Style {
  /** Default: the terminal's own colour. */
  readonly fg?: Role;
  /** Default: the background that is already there, else the terminal's own. */
  readonly bg?: Role;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly italic?: boolean;
  readonly underline?: boolean;
  readonly strike?: boolean;
  readonly inverse?: boolean;
  /** The address that the text links to; without effect unless it is of a page or file. */
  readonly link?: string;
}

export const PLAIN: Style = {};

/** A piece of text in one style. It contains no control characters and no line ends. */
export interface Span {
  readonly text: string;
  readonly style: Style;
}

export type StyledLine = readonly Span[];
