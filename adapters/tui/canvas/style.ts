// How a piece of text looks: colours by their role in the theme, never by value.

/** What a colour is for. The theme gives it a value, in 24 bits, 256 or 16 colours, or none. */
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
  | 'selection'
  | 'syntax-keyword'
  | 'syntax-string'
  | 'syntax-number'
  | 'syntax-comment'
  | 'syntax-function'
  | 'syntax-type';

export interface Style {
  /** The terminal's own colour when left out. */
  readonly fg?: Role;
  /** What is beneath when left out, or the terminal's own. */
  readonly bg?: Role;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly italic?: boolean;
  readonly underline?: boolean;
  readonly strike?: boolean;
  readonly inverse?: boolean;
}

export const PLAIN: Style = {};

/** A piece of text of one style. It holds no control character and no line end. */
export interface Span {
  readonly text: string;
  readonly style: Style;
}

export type StyledLine = readonly Span[];
