// What auto-commit costs in a large repository, over what `git add` and `git commit` alone take.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GitWorkTree } from '../../adapters/git/git-work-tree.ts';
import { UNRECORDED_PROCESSES } from '../../adapters/process/system-processes.ts';
import { SILENT } from '../support/harness.ts';
import { median, timed } from './measure.ts';
import { ratio } from './report.ts';

const FOLDERS = 500;
const FILES = 50_000;
/** So that git and iteratr trust the times of the files. */
const SETTLED_MS = 200;

export async function benchCommits(cwd: string): Promise<void> {
  const git = (...args: string[]) => void execFileSync('git', args, { cwd, stdio: 'ignore' });
  let edits = 0;
  const edit = async (count: number): Promise<void> => {
    edits += 1;
    for (let file = 0; file < count; file++) {
      writeFileSync(join(cwd, `${file % FOLDERS}`, `${file}`), `edit ${edits} of ${file}\n`.repeat(50));
    }
    await sleep(SETTLED_MS);
  };
  for (let folder = 0; folder < FOLDERS; folder++) mkdirSync(join(cwd, `${folder}`), { recursive: true });
  git('init', '--quiet');
  for (const [key, value] of [
    ['user.name', 'Bench'],
    ['user.email', 'bench@example.org'],
    ['gc.auto', '0'],
  ]) {
    git('config', key as string, value as string);
  }
  await edit(FILES);
  git('add', '.');
  git('commit', '--quiet', '--message', 'First');
  const tree = new GitWorkTree({ cwd, neverCommit: [], processes: UNRECORDED_PROCESSES, logger: SILENT });
  await tree.capture();

  for (const { changed, rounds, limit } of [
    { changed: 1, rounds: 7, limit: 3 },
    { changed: 5_000, rounds: 3, limit: 2 },
  ]) {
    const [plain, ours]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      await edit(changed);
      plain.push(
        await timed(() => {
          git('add', '.');
          git('commit', '--quiet', '--message', 'Plain');
        }),
      );
      let since = await tree.capture();
      const capture = await timed(async () => {
        since = await tree.capture();
      });
      await edit(changed);
      const commit = await timed(async () => {
        await tree.changedSince(since);
        const result = await tree.commitSince(since, 'Ours', new Set(), new AbortController().signal);
        if (result.type !== 'committed') throw new Error(`nothing was committed: ${JSON.stringify(result)}`);
      });
      ours.push(capture + commit);
    }
    const [a, b] = [median(ours), median(plain)];
    ratio(
      `capture, compare and commit ${changed} of ${FILES} files`,
      a / b,
      limit,
      `${a.toFixed(0)} ms / ${b.toFixed(0)} ms of git add and git commit`,
    );
  }
}
