// Specifies with the real git that a reviewer gets the commit, elsewhere, and that the user's repository does not notice.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GitWorkTree } from '../../../adapters/git/git-work-tree.ts';
import { reviewPrefix } from '../../../adapters/git/review-tree-name.ts';
import { GitReviewTrees } from '../../../adapters/git/review-trees.ts';
import { staleReviewTrees } from '../../../adapters/git/stale-review-trees.ts';
import { type SystemProcesses, UNRECORDED_PROCESSES } from '../../../adapters/process/system-processes.ts';
import type { ReviewedWork } from '../../../application/ports/review-tree.port.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { taskId } from '../../../domain/task/task.ts';
import { SILENT } from '../../support/harness.ts';
import { tempDir } from '../../support/temp-dir.ts';

let base: string;
let temporary: string;
let root: string;

beforeEach(() => {
  base = tempDir();
  root = join(base, 'project');
  temporary = join(base, 'tmp');
  for (const path of [root, temporary]) mkdirSync(path);
  vi.stubEnv('HOME', base);
  vi.stubEnv('TMPDIR', temporary);
  vi.stubEnv('GIT_CONFIG_NOSYSTEM', '1');
  vi.stubEnv('GIT_CONFIG_GLOBAL', join(base, 'gitconfig'));
  writeFileSync(
    join(base, 'gitconfig'),
    '[user]\nname = Test\nemail = test@example.org\n[init]\ndefaultBranch = main\n',
  );
  git('init', '--quiet');
  write('README', 'read me');
  write('sub/code', 'first');
  commit('First');
});

afterEach(() => void vi.unstubAllEnvs());

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

function commit(message: string): string {
  git('add', '.');
  git('commit', '--quiet', '-m', message);
  return git('rev-parse', 'HEAD');
}

function trees(cwd = root): GitReviewTrees {
  return new GitReviewTrees({ cwd, processes: UNRECORDED_PROCESSES, logger: SILENT });
}

const never = new AbortController().signal;

const work = (more: Partial<ReviewedWork> = {}): ReviewedWork => ({
  session: sessionName('demo'),
  tasks: [taskId(1)],
  commit: null,
  since: undefined,
  ...more,
});

/** All that the user can see of the repository, except objects. */
function visible(): unknown {
  return {
    status: git('status', '--porcelain', '--ignored'),
    staged: git('diff', '--cached'),
    unstaged: git('diff'),
    refs: git('for-each-ref'),
    head: git('symbolic-ref', 'HEAD'),
    stash: git('stash', 'list'),
    worktrees: git('worktree', 'list'),
    locked: readdirSync(join(root, '.git')).filter((name) => name.endsWith('.lock')),
  };
}

describe('a tree for a review', () => {
  it('has the commit, is outside of the project and private, and leaves nothing', async () => {
    write('sub/code', 'second');
    const id = commit('Second');
    write('sub/code', 'third, not committed');
    write('new', 'untracked');
    git('add', 'new');
    const before = visible();
    const tree = await trees().open(work({ commit: id }), never);
    expect(readFileSync(join(tree.cwd, 'sub/code'), 'utf8')).toBe('second');
    expect(existsSync(join(tree.cwd, 'new'))).toBe(false);
    expect(relative(root, tree.cwd).startsWith('..')).toBe(true);
    expect(statSync(dirname(tree.cwd)).mode & 0o777).toBe(0o700);
    writeFileSync(join(tree.cwd, 'README'), 'changed by the reviewer');
    await tree.close();
    expect(visible()).toEqual(before);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('has the uncommitted changes without a commit, and the user keeps theirs as they were', async () => {
    write('sub/code', 'staged');
    git('add', 'sub/code');
    write('sub/code', 'changed again');
    write('new', 'untracked');
    write('.git/info/exclude', 'ignored\n');
    write('ignored', 'secret');
    rmSync(join(root, 'README'));
    const before = visible();
    const tree = await trees().open(work(), never);
    expect(readFileSync(join(tree.cwd, 'sub/code'), 'utf8')).toBe('changed again');
    expect(readdirSync(tree.cwd).sort()).toEqual(['.git', 'new', 'sub']);
    expect(tree.changes).toContain('new ');
    await tree.close();
    expect(visible()).toEqual(before);
  });

  it('is HEAD itself if nothing is uncommitted', async () => {
    const tree = await trees().open(work(), never);
    expect(execFileSync('git', ['rev-parse', 'HEAD'], { cwd: tree.cwd, encoding: 'utf8' }).trim()).toBe(
      git('rev-parse', 'HEAD'),
    );
    await tree.close();
  });

  it('works before the first commit', async () => {
    rmSync(join(root, '.git'), { recursive: true });
    git('init', '--quiet');
    const tree = await trees().open(work(), never);
    expect(readFileSync(join(tree.cwd, 'README'), 'utf8')).toBe('read me');
    await tree.close();
  });

  it.each(['sub', 'empty'])('starts in the directory %s of the project', async (directory) => {
    mkdirSync(join(root, directory), { recursive: true });
    const tree = await trees(join(root, directory)).open(work(), never);
    expect(tree.cwd.endsWith(`/tree/${directory}`)).toBe(true);
    expect(existsSync(tree.cwd)).toBe(true);
    await tree.close();
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('can be one of a linked work tree, also if it is dirty', async () => {
    const linked = join(base, 'linked');
    git('worktree', 'add', '--quiet', '-b', 'other', linked);
    writeFileSync(join(linked, 'only-here'), 'x');
    const before = visible();
    const tree = await trees(linked).open(work(), never);
    expect(readdirSync(tree.cwd)).toContain('only-here');
    await tree.close();
    expect(visible()).toEqual(before);
    expect(readdirSync(join(root, '.git/worktrees'))).toEqual(['linked']);
  });

  it('names the commits since the work began, and the earlier ones of its tasks in this session', async () => {
    const trailer = (session: string, task: string): string =>
      `\n\nIteratr-Session: ${session}\nIteratr-Task: ${task}`;
    for (const [index, message] of [
      `Begin it${trailer('demo', 'TAS-1')}`,
      `Another task${trailer('demo', 'TAS-10')}`,
      `Another session${trailer('demo-2', 'TAS-1')}`,
    ].entries()) {
      write(`before-${index}`, message);
      commit(message);
    }
    const since = await new GitWorkTree({
      cwd: root,
      neverCommit: [],
      processes: UNRECORDED_PROCESSES,
      logger: SILENT,
    }).capture();
    write('own', 'by the agent itself');
    commit('An own commit');
    write('fix', 'fixed');
    const id = commit(`Finish it${trailer('demo', 'TAS-1')}`);
    const tree = await trees().open(work({ commit: id, since }), never);
    const told = tree.changes.split('\n').filter((line) => /^(commit|earlier)/.test(line));
    expect(told.map((line) => line.replace(/^commit \S+ /, ''))).toEqual([
      ...['Finish it', 'An own commit', 'earlier commits for TAS-1:', 'Begin it'],
    ]);
    expect(tree.changes).toMatch(/fix \| 1 \+/);
    await tree.close();
  });

  it('runs neither hooks nor filters that were written during the run', async () => {
    const all = trees();
    await all.prepare();
    const ran = join(base, 'ran');
    write('.git/hooks/post-checkout', `#!/bin/sh\ntouch ${ran}\n`);
    execFileSync('chmod', ['+x', join(root, '.git/hooks/post-checkout')]);
    await (await all.open(work(), never)).close();
    git('config', 'filter.evil.smudge', `touch ${ran}; cat`);
    write('.gitattributes', '* filter=evil\n');
    const opened = all.open(work(), never);
    await expect(opened).rejects.toMatchObject({
      code: 'GIT',
      message: expect.stringMatching(/filter\.evil/),
    });
    expect(existsSync(ran)).toBe(false);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('is refused outside of a repository', async () => {
    const opened = trees(temporary).open(work(), never);
    await expect(opened).rejects.toMatchObject({ message: expect.stringMatching(/not in a git repository/) });
  });

  it('is not made once the run ends, and nothing is left', async () => {
    write('new', 'untracked');
    const opened = trees().open(work(), AbortSignal.abort());
    await expect(opened).rejects.toMatchObject({ code: 'GIT' });
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('is refused for a commit that does not exist, and leaves nothing', async () => {
    const before = visible();
    await expect(trees().open(work({ commit: '0'.repeat(40) }), never)).rejects.toMatchObject({
      code: 'GIT',
    });
    expect(visible()).toEqual(before);
    expect(readdirSync(temporary)).toEqual([]);
  });
});

describe('the tree of a dead build', () => {
  /** A tree as a process left it that is dead. */
  function deadTree(): string {
    const facts = {
      ...UNRECORDED_PROCESSES,
      machine: () => UNRECORDED_PROCESSES.machine(),
      startOf: () => 'then',
    };
    const directory = mkdtempSync(join(temporary, reviewPrefix(facts as unknown as SystemProcesses)));
    git('worktree', 'add', '--quiet', '--detach', join(directory, 'tree'));
    return directory;
  }

  it('is removed by the next one, with its lock, and a live one is not', async () => {
    const before = visible();
    const dead = deadTree();
    git('worktree', 'lock', join(dead, 'tree'));
    // Its directory is gone already.
    rmSync(deadTree(), { recursive: true });
    const live = await trees().open(work(), never);
    await trees().prepare();
    expect(existsSync(dead)).toBe(false);
    expect(existsSync(live.cwd)).toBe(true);
    await live.close();
    expect(visible()).toEqual(before);
  });

  it('is reported and removed by doctor', async () => {
    const dead = deadTree();
    const kind = staleReviewTrees(root, UNRECORDED_PROCESSES);
    expect((await kind.find()).stale).toEqual([`${dead} is the work tree of a review by a dead build`]);
    expect(await kind.remove()).toEqual([`removed ${dead}`]);
    expect(await kind.find()).toEqual({ alive: [], stale: [] });
  });

  it('does not stand for any other directory', async () => {
    for (const name of ['iteratr-review-', 'iteratr-review-mine', 'other']) mkdirSync(join(temporary, name));
    git('worktree', 'add', '--quiet', '--detach', join(temporary, 'iteratr-review-mine', 'tree'));
    await trees().prepare();
    expect(readdirSync(temporary).sort()).toEqual(['iteratr-review-', 'iteratr-review-mine', 'other']);
  });
});
