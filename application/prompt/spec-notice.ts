// Tells the agent, before the prompt of an iteration, how the spec was edited since the last one.
import type { SpecEdit, SpecEditor } from '../../domain/run/spec-text.ts';

export const SPEC_EDITOR_WORDING: Readonly<Record<SpecEditor, string>> = {
  user: 'by the user',
  agent: 'by the agent',
  unknown: 'while the agent worked',
};

/** Returns the block, [] if the spec is as it was. */
export function specNotice(edits: readonly SpecEdit[]): readonly string[] {
  if (edits.length === 0) return [];
  return [
    [
      'The spec was edited since the last iteration. The prompt below has the new text; this is what changed:',
      ...edits.map(({ by, diff }) => `${SPEC_EDITOR_WORDING[by]}:\n${diff}`),
      'Compare the tasks with it: add what is new, change or cancel what is no longer asked for.',
    ].join('\n\n'),
  ];
}
