// Formats completions for the shell scripts: one candidate per line, a tab, and its description.
import { plainLine } from '../../../../application/wording/plain-text.ts';

export interface Candidate {
  readonly value: string;
  /** '' if it has none. */
  readonly description: string;
}

export type Completion =
  | { readonly kind: 'values'; readonly candidates: readonly Candidate[] }
  /** The shell completes paths itself. */
  | { readonly kind: 'file' | 'directory' };

export const NOTHING: Completion = { kind: 'values', candidates: [] };
export const FILES = { file: { kind: 'file' }, directory: { kind: 'directory' } } as const;

const MAX_CANDIDATES = 500;
const DESCRIPTION_LENGTH = 80;

/** Returns the lines for the shell. A line with a leading colon asks it to complete paths; no value starts with a colon. */
export function completionText(completion: Completion): string {
  if (completion.kind !== 'values') return `:${completion.kind}\n`;
  return completion.candidates
    .slice(0, MAX_CANDIDATES)
    .map(({ value, description }) => {
      const short = plainLine(description, DESCRIPTION_LENGTH);
      return `${value}${short === '' ? '' : `\t${short}`}\n`;
    })
    .join('');
}
