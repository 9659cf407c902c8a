// Says why checks do not accept work, and what the agent needs to know to fix it.
import type { ShownChange } from '../../domain/proof/protection.ts';
import type { Verdict } from '../../domain/proof/verdict.ts';
import type { Ran } from './run-checks.ts';

/** Number of characters of the output of each red check that the agent gets. */
const TOLD = 12_000;

/** Work that its checks do not accept. */
export interface RedWork {
  readonly reason: string;
  /** What the agent needs to know to fix it. */
  readonly forAgent: string;
}

/** Describes work with a verdict that is not green. `ran`: the checks with their output; `changes`: of protected files. */
export function redWork(verdict: Verdict, ran: readonly Ran[], changes: readonly ShownChange[]): RedWork {
  const reason = verdict.type === 'green' ? '' : verdict.reason;
  const red = verdict.type === 'red' ? verdict.red : [];
  const blocks = ran
    .filter(({ run }) => red.includes(run))
    .map(({ run, output }) => `$ ${run.command}\n${output.slice(-TOLD)}`);
  const forAgent = [
    `iteratr checked your work, and it is not accepted: ${reason}.`,
    'Fix the cause in this turn. Do not change the checks, and do not weaken the tests.',
    ...undo(changes),
    ...blocks,
  ].join('\n\n');
  return { reason, forAgent };
}

/** Tells the agent which changes of protected files to undo. */
function undo(changes: readonly ShownChange[]): readonly string[] {
  if (changes.length === 0) return [];
  return [
    'These files are protected. Undo the changes; if the task needs them, leave the files as they were and ask the user with ask-user.',
    ...changes.map(({ path, kind, diff }) => `${path} (${kind})${diff === '' ? '' : `\n${diff}`}`),
  ];
}
