// Specifies what doctor says about git and the work tree.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gitDiagnostic } from '../../../adapters/git/git.diagnostic.ts';
import { Git } from '../../../adapters/git/git-command.ts';
import { UNRECORDED_PROCESSES } from '../../../adapters/process/system-processes.ts';
import { findings } from '../../support/findings.ts';
import { tempDir } from '../../support/temp-dir.ts';

const GIT = new Git(UNRECORDED_PROCESSES);

describe('git', () => {
  function repository(): string {
    const cwd = tempDir();
    execFileSync('git', ['init', '--quiet', '--initial-branch', 'main'], { cwd });
    execFileSync('git', ['config', 'user.name', 'Ada'], { cwd });
    execFileSync('git', ['config', 'user.email', 'ada@example.org'], { cwd });
    return cwd;
  }

  it('is ready', async () => {
    const cwd = repository();
    expect(await findings(gitDiagnostic({ git: GIT, cwd, autoCommit: true }))).toEqual([
      expect.stringMatching(/^ok: git version \d/),
      `ok: work tree ${cwd}`,
      'ok: commits are by Ada <ada@example.org>',
    ]);
  });

  it('does not know the user', async () => {
    const cwd = repository();
    execFileSync('git', ['config', 'user.name', ''], { cwd });
    execFileSync('git', ['config', 'user.email', ''], { cwd });
    execFileSync('git', ['config', 'user.useConfigOnly', 'true'], { cwd });
    const [, , identity] = await findings(gitDiagnostic({ git: GIT, cwd, autoCommit: true }));
    expect(identity).toMatch(/^warning: git does not know who you are: .*: git config --global user\.name/);
  });

  it('is in the middle of something', async () => {
    const cwd = repository();
    writeFileSync(join(cwd, '.git', 'MERGE_HEAD'), '');
    expect((await findings(gitDiagnostic({ git: GIT, cwd, autoCommit: true })))[1]).toMatch(
      /^warning: .*a merge is in progress/,
    );
  });

  it('has no work tree, which is well where nothing is to be committed', async () => {
    const cwd = tempDir();
    expect((await findings(gitDiagnostic({ git: GIT, cwd, autoCommit: true })))[1]).toMatch(
      /^warning: .* is not in a work tree.*: git init/,
    );
    expect((await findings(gitDiagnostic({ git: GIT, cwd, autoCommit: false })))[1]).toMatch(
      /^ok: .*\(auto_commit is off\)$/,
    );
  });
});
