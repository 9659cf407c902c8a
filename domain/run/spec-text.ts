// The text of a spec: whether an edit changes what it asks for.

/** Who edited a spec. `unknown`: it changed while the agent worked, and the agent did not report an edit of it. */
export const SPEC_EDITORS = ['user', 'agent', 'unknown'] as const;
export type SpecEditor = (typeof SPEC_EDITORS)[number];

export interface SpecEdit {
  readonly by: SpecEditor;
  /** Unified, bounded; '' if the text before is not known. */
  readonly diff: string;
}

/** More edits than anybody makes during an iteration. */
const EDITS_KEPT = 5;

/** Returns the latest edits, as many as are kept. */
export function latestEdits(edits: readonly SpecEdit[]): readonly SpecEdit[] {
  return edits.slice(-EDITS_KEPT);
}

/** In characters: a longer text is not kept, and only edits during a run are noticed. */
const KEPT = 128 * 1024;

/** Returns the text as far as it is kept in the session; null for a longer one. */
export function keptText(text: string): string | null {
  return text.length <= KEPT ? text : null;
}

const CHECKBOX = /^(\s*(?:[-*+]|\d+[.)])\s+)\[[ xX]\]/gm;
/** The fields that say in a list of user stories whether one is done. */
const DONE_FIELD = /("(?:passes|done|completed)"\s*:\s*)(?:true|false)/g;

/** Whether two texts of a spec ask for the same: checkboxes and line ends do not count. */
export function asksTheSame(a: string, b: string): boolean {
  return a === b || plain(a) === plain(b);
}

function plain(text: string): string {
  const unchecked = text.replaceAll('\r\n', '\n').replace(CHECKBOX, '$1[ ]').trimEnd();
  return /^\s*[[{]/.test(unchecked) ? unchecked.replace(DONE_FIELD, '$1false') : unchecked;
}
