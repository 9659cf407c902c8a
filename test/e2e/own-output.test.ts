// Specifies that a log of the run that lies in the work tree is neither the agent's work nor committed, however it gets there.
import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { quote } from 'shlex';
import { describe, expect, it } from 'vitest';
import { ITERATR, Program } from '../support/program.ts';
import { TWO_TASKS } from '../support/scenarios.ts';
import type { Scenario } from '../support/scripted-agent/scenario.ts';

const TALKS: Scenario = { fallback: { steps: [{ text: 'I only talk.\n' }] } };

/** Runs a line of shell in which `BUILD` stands for the build; returns its exit code and what it committed. */
async function shell(
  program: Program,
  line: string,
  scenario: Scenario,
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number; commits: string[] }> {
  program.git('add', '.');
  program.git('commit', '--quiet', '--allow-empty', '--message', 'Set up');
  const { commandLine } = program.agent(scenario);
  const build = [process.execPath, ITERATR, 'build', '--headless', '--iterations', '6'];
  const script = `exec ${build.map((word) => quote(word)).join(' ')} "$@"\n`;
  writeFileSync(join(program.base, 'build.sh'), script);
  const command = line.replace('BUILD', 'sh ../build.sh');
  const { code } = await program.startCommand(['bash', '-o', 'pipefail', '-c', command], {
    env: { ITERATR_AGENT: commandLine, ...env },
  }).ended;
  const commits = program.git('log', '--reverse', '--name-only', '--format=', 'HEAD', '--not', ':/Set up');
  return { code, commits: commits.trim().split('\n').filter(Boolean) };
}

describe('an agent that only talks ends without progress and without a commit:', () => {
  it.each([
    'BUILD > build.log 2>&1',
    'BUILD &> build.log',
    'BUILD --output json > run.ndjson',
    'BUILD >> tracked.log',
    'BUILD > link.log',
    'BUILD | tee build.log',
    'BUILD 2>&1 | tee -a tracked.log',
    'BUILD --output json | tee run.ndjson',
    'BUILD > >(tee build.log) 2> >(tee err.log >&2)',
    'nohup BUILD > nohup.out',
    'ln -s build.log latest; BUILD > build.log',
  ])('%s', async (line) => {
    const program = new Program();
    program.write('tracked.log', 'from before\n');
    program.write('real.log', '');
    symlinkSync('real.log', program.path('link.log'));
    expect(await shell(program, line, TALKS)).toEqual({ code: 4, commits: [] });
  });

  it('a log that is moved away while it is written', async () => {
    const program = new Program();
    const rotate = 'mv build.log build.log.1; mv iteratr.log iteratr.log.1; true';
    program.write(
      '.iteratr.hooks.yml',
      JSON.stringify({ version: 1, hooks: { pre_iteration: [{ command: rotate }] } }),
    );
    const env = { ITERATR_LOG_FILE: program.path('iteratr.log'), ITERATR_LOG_LEVEL: 'debug' };
    expect(await shell(program, 'BUILD > build.log 2>&1', TALKS, env)).toEqual({ code: 4, commits: [] });
    expect(program.exists('build.log.1') && program.exists('iteratr.log.1')).toBe(true);
  });

  // Another `script` takes other arguments.
  it
    .runIf(process.platform === 'linux' && existsSync('/usr/bin/script'))
    .each(["script -qefc 'BUILD' typescript", "script -qec 'BUILD' typescript"])('%s', async (line) => {
    expect(await shell(new Program(), line, TALKS)).toEqual({ code: 4, commits: [] });
  });
});

it.each(['BUILD > build.log 2>&1', 'BUILD | tee build.log'])(
  'an agent that works has its files committed, and not the log: %s',
  async (line) => {
    const program = new Program();
    expect(await shell(program, line, { turns: TWO_TASKS })).toEqual({
      code: 0,
      commits: ['one.txt', 'two.txt'],
    });
    expect(program.git('status', '--porcelain')).toBe('?? build.log\n');
  },
);

it('a log that the agent writes is its own', async () => {
  const program = new Program();
  program.write('build.log', 'old\n');
  const turns = [{ steps: [{ shell: 'echo new >> build.log' }] }];
  const { commits } = await shell(program, 'BUILD > ../out.log', { turns, ...TALKS });
  expect(commits).toEqual(['build.log']);
});
