// Tells the agent, before the prompt of an iteration, that the last ones did not help.
import { type Stall, stallEvidence } from '../../domain/run/stall.ts';

/** Returns the block, [] if the work advances. */
export function stallNotice(stall: Stall): readonly string[] {
  const evidence = stallEvidence(stall);
  if (evidence.length === 0) return [];
  const about = stall.task === null ? '' : ` on ${stall.task}`;
  return [
    [
      `The work${about} does not advance:`,
      ...evidence.map((line) => `- ${line}`),
      'Take another approach: find out why the last one failed, split the task, or ask the user with ask-user.',
      'If it cannot be done, set the task to blocked and say why in a note.',
    ].join('\n'),
  ];
}
