// What a shell is told, and how: a line a candidate, with a tab before what it is.
import { plainLine } from '../../report/plain-text.ts';

export interface Candidate {
  readonly value: string;
  /** '' when there is nothing to say about it. */
  readonly description: string;
}

export type Completion =
  | { readonly kind: 'values'; readonly candidates: readonly Candidate[] }
  /** The shell knows best how to complete a path. */
  | { readonly kind: 'file' | 'directory' };

export const NOTHING: Completion = { kind: 'values', candidates: [] };
export const FILES = { file: { kind: 'file' }, directory: { kind: 'directory' } } as const;

const MOST = 500;
const DESCRIPTION_LENGTH = 80;

/** No value begins with the colon of the line that asks for paths. */
export function completionText(completion: Completion): string {
  if (completion.kind !== 'values') return `:${completion.kind}\n`;
  return completion.candidates
    .slice(0, MOST)
    .map(({ value, description }) => {
      const short = plainLine(description, DESCRIPTION_LENGTH);
      return `${value}${short === '' ? '' : `\t${short}`}\n`;
    })
    .join('');
}
