// Merges the branch of a session into the user's.
import type { SessionMerge, SessionMerger } from '../../../../application/ports/worker-branches.port.ts';
import { plural } from '../../../../application/wording/count.ts';
import { plainJson, plainLine } from '../../../../application/wording/plain-text.ts';
import { sessionName } from '../../../../domain/session/session-name.ts';
import type { Console } from '../../console.ts';
import { EXIT } from '../../exit-codes.ts';
import { exitOnSignals } from '../../interruption.ts';
import type { MergeRequest } from './workers.command.ts';

const LINE = 160;

export class MergeHandler {
  constructor(
    private readonly merger: SessionMerger,
    private readonly console: Console,
  ) {}

  /** Returns the exit code. Throws what `SessionMerger` throws. */
  async handle({ name, dryRun, json }: MergeRequest): Promise<number> {
    exitOnSignals();
    const plan = await this.merger.plan(name === undefined ? undefined : sessionName(name));
    const isEmpty = plan.commits.length === 0;
    if (!dryRun && !isEmpty) await this.merger.merge(plan);
    const isMerged = !dryRun && !isEmpty;
    this.console.out(`${json ? plainJson({ ...plan, merged: isMerged }) : textOf(plan, isMerged)}\n`);
    return dryRun && plan.conflicts.length > 0 ? EXIT.failed : EXIT.ok;
  }
}

function textOf({ branch, into, commits, files, conflicts }: SessionMerge, isMerged: boolean): string {
  if (commits.length === 0) return `${into} has everything of ${branch} already`;
  const numbers = `${plural(commits.length, 'merge')} with ${plural(files.length, 'changed file')}`;
  const lines = commits.map(({ id, subject }) => `  ${id.slice(0, 8)} ${plainLine(subject, LINE)}`);
  const conflicting = conflicts.map((path) => `  ${plainLine(path, LINE)}`);
  return [
    `${isMerged ? 'merged' : 'would merge'} ${branch} into ${into}: ${numbers}`,
    ...lines,
    ...(conflicting.length > 0 ? ['in conflict:', ...conflicting] : []),
  ].join('\n');
}
