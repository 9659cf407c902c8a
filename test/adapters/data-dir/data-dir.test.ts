// Specifies which data directories are used, which are made private, and which are refused with a line that says why.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { inspectDataDir, prepareDataDir } from '../../../adapters/data-dir/data-dir.ts';
import { openOwnFileToAppend, readOwnFile } from '../../../adapters/data-dir/own-file.ts';
import { makeOwnDirectory, ownPath } from '../../../adapters/data-dir/own-path.ts';
import { asNobody } from '../../support/as-nobody.ts';
import { rememberingLogger } from '../../support/nats-logger.ts';
import { tempDir } from '../../support/temp-dir.ts';

const REFUSED = { code: 'DATA_DIR.REFUSED' };

let base: string;
let project: string;
let dataDir: string;

beforeEach(() => {
  base = tempDir();
  project = join(base, 'project');
  dataDir = join(project, '.iteratr');
  mkdirSync(project);
  vi.spyOn(process, 'cwd').mockReturnValue(project);
  onTestFinished(() => void vi.restoreAllMocks());
});

function git(...args: string[]): void {
  execFileSync('git', args, { cwd: project, stdio: 'ignore' });
}

/** Git clones no repository inside the repository. */
function asCloned(): void {
  rmSync(join(dataDir, '.git'), { recursive: true, force: true });
}

function fifo(path: string): void {
  execFileSync('mkfifo', [path]);
}

describe('a data directory', () => {
  it('is made for the user alone, and ignored by git', () => {
    expect(prepareDataDir(dataDir)).toBe(dataDir);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(dataDir, '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('of an earlier version with a wrong mode is made private', () => {
    mkdirSync(join(dataDir, 'nats'), { recursive: true });
    chmodSync(dataDir, 0o777);
    prepareDataDir(dataDir);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  });

  it('that is the project itself shuts nobody out: a warning says so', () => {
    chmodSync(project, 0o755);
    const logger = rememberingLogger();
    prepareDataDir(project, logger);
    expect(statSync(project).mode & 0o777).toBe(0o755);
    expect(logger.lines).toMatchObject([{ level: 'warn' }]);
  });

  it('that is a link is refused', () => {
    mkdirSync(join(base, 'precious'));
    symlinkSync('../precious', dataDir);
    expect(() => prepareDataDir(dataDir)).toThrow(
      expect.objectContaining({
        ...REFUSED,
        message: `the data directory ${dataDir} is a symbolic link; delete the link, or set another directory with --data-dir or data_dir`,
      }),
    );
  });

  it('that is a dangling link is refused', () => {
    symlinkSync('../nowhere', dataDir);
    expect(() => prepareDataDir(dataDir)).toThrow(expect.objectContaining(REFUSED));
  });

  it('behind a link of the project is refused, and behind one above the project used', () => {
    mkdirSync(join(base, 'elsewhere'));
    symlinkSync('../elsewhere', join(project, 'state'));
    const behind = join(project, 'state', 'data');
    expect(() => prepareDataDir(behind)).toThrow(/project\/state is a symbolic link/);
    symlinkSync('project', join(base, 'linked'));
    expect(prepareDataDir(join(base, 'linked', '.iteratr'))).toBe(join(base, 'linked', '.iteratr'));
  });

  it('behind a link of the repository is refused in a folder of it too', () => {
    git('init', '--quiet');
    mkdirSync(join(base, 'elsewhere'));
    mkdirSync(join(project, 'folder'));
    symlinkSync('../elsewhere', join(project, 'state'));
    vi.spyOn(process, 'cwd').mockReturnValue(join(project, 'folder'));
    expect(() => prepareDataDir(join(project, 'state', 'data'))).toThrow(expect.objectContaining(REFUSED));
  });

  it.skipIf(process.geteuid?.() !== 0)('of another user is refused', async () => {
    chmodSync(base, 0o755);
    mkdirSync(dataDir, { mode: 0o755 });
    await asNobody(() => expect(() => prepareDataDir(dataDir)).toThrow(/belongs to another user \(uid 0\)/));
  });

  it.each([
    'nats',
    'jetstream',
    'runs',
    'processes',
    'snapshots',
    'summaries',
    'transcripts',
    'interview.json',
    'interface.json',
  ])('in which %s is a link is refused', (name) => {
    prepareDataDir(dataDir);
    symlinkSync('../..', join(dataDir, name));
    expect(() => prepareDataDir(dataDir)).toThrow(
      `${join(dataDir, name)} is a symbolic link, which iteratr does not use in its data directory; delete it and try again`,
    );
  });

  it('may hold what is never touched', async () => {
    prepareDataDir(dataDir);
    symlinkSync('../..', join(dataDir, 'mine'));
    prepareDataDir(dataDir);
    await inspectDataDir(dataDir);
  });
});

describe('git leaves it alone', () => {
  function output(cwd: string, ...args: string[]): string {
    return execFileSync('git', args, { cwd, encoding: 'utf8' });
  }

  function repository(): void {
    git('init', '--quiet');
    git('-c', 'user.name=A', '-c', 'user.email=a@b.c', 'commit', '--quiet', '--allow-empty', '-m', 'First');
  }

  it.each([
    ['.iteratr', '.'],
    ['deep/[data] *dir', '.'],
    ['.iteratr', 'linked worktree'],
  ])('%j in %s', (name, tree) => {
    repository();
    const root = join(project, tree);
    if (tree !== '.') git('worktree', 'add', '--quiet', '-b', 'linked', root);
    const path = prepareDataDir(join(root, name));
    writeFileSync(join(path, 'event'), 'kept');
    prepareDataDir(path);
    expect(output(root, 'status', '--porcelain')).toBe('');
    output(root, 'clean', '-fdxq');
    expect(readFileSync(join(path, 'event'), 'utf8')).toBe('kept');
    output(root, 'add', '-A');
    expect(output(root, 'status', '--porcelain')).toBe('');
  });

  it('also if it was made before the repository', () => {
    prepareDataDir(dataDir);
    repository();
    prepareDataDir(dataDir);
    output(project, 'clean', '-fdxq');
    expect(statSync(dataDir).isDirectory()).toBe(true);
  });

  it('and nothing is written to a repository that it contains', () => {
    repository();
    prepareDataDir(project);
    expect(readFileSync(join(project, '.git', 'info', 'exclude'), 'utf8')).not.toContain('/project/');
  });
});

describe('looking through it', () => {
  it('finds a link, a pipe and a hard link, however deep', async () => {
    prepareDataDir(dataDir);
    const deep = join(dataDir, 'jetstream', '$G', 'streams');
    mkdirSync(deep, { recursive: true });
    mkdirSync(join(dataDir, 'transcripts', 'demo'), { recursive: true });
    await inspectDataDir(dataDir);
    writeFileSync(join(base, 'precious'), '');
    const plant: [string, (path: string) => void][] = [
      [join(deep, 'msgs'), (path) => symlinkSync(base, path)],
      [join(deep, 'meta.inf'), (path) => linkSync(join(base, 'precious'), path)],
      [join(dataDir, 'transcripts', 'demo', '1.ndjson'), (path) => symlinkSync('/etc/passwd', path)],
      [join(dataDir, 'transcripts', 'demo', '2.ndjson'), fifo],
    ];
    for (const [path, make] of plant) {
      make(path);
      await expect(inspectDataDir(dataDir)).rejects.toMatchObject(REFUSED);
      rmSync(path);
    }
  });

  it('refuses files that git tracks, with the way out', async () => {
    git('init', '--quiet');
    prepareDataDir(dataDir);
    mkdirSync(join(dataDir, 'runs'));
    writeFileSync(join(dataDir, 'runs', 'x.json'), '{}');
    await inspectDataDir(dataDir);
    asCloned();
    git('add', '--force', '.iteratr/runs/x.json');
    await expect(inspectDataDir(dataDir)).rejects.toMatchObject({
      ...REFUSED,
      message: `git tracks files in the data directory ${dataDir}; untrack them with \`git rm -r --cached ${dataDir}\`, or delete the directory if it came with somebody else's repository`,
    });
    git('rm', '-r', '--cached', '--quiet', '.iteratr');
    await inspectDataDir(dataDir);
  });

  it('is not led astray by the environment, and runs nothing that the repository configures', async () => {
    git('init', '--quiet');
    prepareDataDir(dataDir);
    asCloned();
    git('add', '--force', '.iteratr');
    writeFileSync(join(base, 'monitor'), `#!/bin/sh\ntouch '${join(base, 'ran')}'\n`, { mode: 0o755 });
    git('config', 'core.fsmonitor', join(base, 'monitor'));
    const env = {
      ...process.env,
      GIT_DIR: '/nowhere',
      GIT_INDEX_FILE: '/nowhere',
      GIT_LITERAL_PATHSPECS: '1',
    };
    await expect(inspectDataDir(dataDir, env)).rejects.toMatchObject(REFUSED);
    expect(statSync(join(base, 'ran'), { throwIfNoEntry: false })).toBeUndefined();
  });

  it('refuses one that is a submodule, one with its own repository, and the root of a repository', async () => {
    git('init', '--quiet');
    prepareDataDir(dataDir);
    execFileSync('git', ['init', '--quiet'], { cwd: dataDir });
    writeFileSync(join(dataDir, 'file'), '');
    await inspectDataDir(dataDir);
    execFileSync('git', ['add', '--force', 'file'], { cwd: dataDir });
    await expect(inspectDataDir(dataDir)).rejects.toMatchObject(REFUSED);
    rmSync(join(dataDir, '.git'), { recursive: true });
    writeFileSync(join(project, 'README'), '');
    git('add', 'README');
    await inspectDataDir(dataDir);
    await expect(inspectDataDir(project)).rejects.toMatchObject(REFUSED);
  });

  it('needs neither a repository, nor git, nor a directory', async () => {
    await inspectDataDir(dataDir);
    prepareDataDir(dataDir);
    await inspectDataDir(dataDir);
    git('init', '--quiet');
    asCloned();
    git('add', '--force', '.iteratr');
    await inspectDataDir(dataDir, { PATH: '/nowhere' });
  });
});

describe('a path in it', () => {
  it.each(['', '.', '..', 'a/b', '/etc', 'a\0b', '../x'])('has no name %j', (name) => {
    prepareDataDir(dataDir);
    expect(() => ownPath(dataDir, 'nats', name)).toThrow(expect.objectContaining(REFUSED));
  });

  it('is made below a data directory only, which does not come back by halves', () => {
    expect(() => makeOwnDirectory(dataDir, 'summaries')).toThrow(/ENOENT/);
    expect(existsSync(dataDir)).toBe(false);
    prepareDataDir(dataDir);
    expect(statSync(makeOwnDirectory(dataDir, 'a', 'b')).mode & 0o777).toBe(0o700);
    expect(makeOwnDirectory(dataDir, 'a', 'b')).toBe(join(dataDir, 'a', 'b'));
  });

  it('is refused when a part of it has become a link since', () => {
    prepareDataDir(dataDir);
    makeOwnDirectory(dataDir, 'runs');
    renameSync(join(dataDir, 'runs'), join(base, 'runs'));
    symlinkSync('../../runs', join(dataDir, 'runs'));
    expect(() => ownPath(dataDir, 'runs', 'x.json')).toThrow(expect.objectContaining(REFUSED));
    expect(() => makeOwnDirectory(dataDir, 'runs')).toThrow(expect.objectContaining(REFUSED));
  });

  it('is read when it is a file of a fitting size, and never waited for', () => {
    prepareDataDir(dataDir);
    expect(readOwnFile(dataDir, ['a'])).toBeUndefined();
    writeFileSync(join(dataDir, 'a'), 'text');
    expect(readOwnFile(dataDir, ['a'])).toBe('text');
    expect(() => readOwnFile(dataDir, ['a'], 3)).toThrow(/has 4 bytes, more than 3/);
    fifo(join(dataDir, 'pipe'));
    symlinkSync('a', join(dataDir, 'link'));
    mkdirSync(join(dataDir, 'folder'));
    for (const name of ['pipe', 'link', 'folder']) {
      expect(() => readOwnFile(dataDir, [name])).toThrow(expect.objectContaining(REFUSED));
    }
  });

  it('is appended to when no other name leads to it', () => {
    prepareDataDir(dataDir);
    writeFileSync(join(base, 'precious'), 'precious');
    linkSync(join(base, 'precious'), join(dataDir, 'hard'));
    symlinkSync('../../precious', join(dataDir, 'soft'));
    for (const name of ['hard', 'soft']) {
      expect(() => openOwnFileToAppend(dataDir, name)).toThrow(expect.objectContaining(REFUSED));
    }
    expect(openOwnFileToAppend(dataDir, 'new').size).toBe(0);
    expect(realpathSync(dirname(ownPath(dataDir, 'new')))).toBe(dataDir);
  });
});
