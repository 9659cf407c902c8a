// Lists and prunes the branches and work trees of workers.
import type {
  StrayTree,
  WorkerBranch,
  WorkerBranches,
} from '../../../../application/ports/worker-branches.port.ts';
import { plural } from '../../../../application/wording/count.ts';
import { plainJson } from '../../../../application/wording/plain-text.ts';
import type { Console } from '../../console.ts';
import { EXIT } from '../../exit-codes.ts';
import { exitOnSignals } from '../../interruption.ts';
import { alignColumns } from '../../report/align-columns.ts';
import type { WorktreesRequest } from './workers.command.ts';

export class WorktreesHandler {
  constructor(
    private readonly branches: WorkerBranches,
    private readonly console: Console,
  ) {}

  async handle({ prune, json }: WorktreesRequest): Promise<number> {
    exitOnSignals();
    const all = await this.branches.list();
    const removed: WorkerBranch[] = [];
    for (const branch of prune ? all.filter(isDone) : []) {
      if (await this.branches.remove(branch)) removed.push(branch);
    }
    const branches = all.filter((branch) => !removed.includes(branch));
    const strays = await this.branches.strays();
    const left = [...branches, ...strays.map((tree) => ({ ...tree, task: null, branch: null }))];
    if (json) {
      this.console.out(`${plainJson(prune ? { removed, left } : left)}\n`);
      return EXIT.ok;
    }
    for (const { branch } of removed) this.console.out(`removed ${branch}\n`);
    this.console.out(`${left.length === 0 ? nothing(prune) : table(branches, strays)}\n`);
    return EXIT.ok;
  }
}

/** Whether nothing is lost with the branch. */
function isDone({ unmerged, uncommitted, isInUse }: WorkerBranch): boolean {
  return unmerged === 0 && uncommitted === 0 && !isInUse;
}

function nothing(prune: boolean): string {
  return prune ? 'nothing is left' : 'no worker has a branch or a work tree here';
}

const STATES: Readonly<Record<StrayTree['state'], string>> = {
  detached: '(detached HEAD)',
  aside: '(put aside)',
};

function table(branches: readonly WorkerBranch[], strays: readonly StrayTree[]): string {
  const cells = branches.map(({ branch, unmerged, uncommitted, path, isInUse }) => [
    ...[branch, unmerged === 0 ? 'merged' : `${plural(unmerged, 'commit')} not merged`],
    ...[filesOf(uncommitted), isInUse ? 'in use' : '', path ?? ''],
  ]);
  const others = strays.map(({ state, unmerged, uncommitted, path, isInUse }) => [
    ...[STATES[state], workOf(unmerged), filesOf(uncommitted ?? 0), isInUse ? 'in use' : '', path],
  ]);
  const lines = alignColumns([['branch', 'work', '', '', 'work tree'], ...cells, ...others]);
  const [kept] = branches.filter(({ unmerged }) => unmerged > 0);
  const hint = kept ? ['', `look at it with: git log -p ${kept.branch}`] : [];
  const isLeft = strays.some(({ isInUse }) => !isInUse);
  const stray = isLeft ? ['', 'iteratr never removes a work tree without a branch: remove it yourself'] : [];
  return [...lines, ...hint, ...stray].join('\n');
}

function filesOf(uncommitted: number): string {
  return uncommitted === 0 ? '' : plural(uncommitted, 'uncommitted file');
}

/** Says how much of a detached HEAD would be lost. `unmerged` null: git does not know. */
function workOf(unmerged: number | null): string {
  if (unmerged === null) return 'not known to git';
  return unmerged === 0 ? 'on other branches' : `${plural(unmerged, 'commit')} on no branch`;
}
