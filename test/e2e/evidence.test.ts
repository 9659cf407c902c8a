// What a build proves, and how: in the log of the run, on the page of the CI job, and in each export.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { XMLValidator } from 'fast-xml-parser';
import { expect, it } from 'vitest';
import { jsonLines, Program } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import type { Scenario } from '../support/scripted-agent/scenario.ts';

/** One task with a file and a command, one for which nothing is done. */
const AGENT: Scenario = {
  turns: [
    {
      steps: [mcp('task-batch-add', { tasks: [{ content: 'Write one' }, { content: 'Write two' }] })],
    },
    {
      steps: [
        mcp('task-status', { id: 'TAS-1', status: 'in_progress' }),
        { write: { path: 'one.txt', content: '1' } },
        { tool: { title: 'npm run lint', kind: 'execute', output: 'fine', status: 'completed' } },
        mcp('task-status', { id: 'TAS-1', status: 'completed' }),
      ],
    },
    { steps: [mcp('task-status', { id: 'TAS-2', status: 'completed' })] },
  ],
};
const ENV = { ITERATR_VERIFY: '["true"]' };

it('reports the doubtful task first, with the evidence of each, and appends it to the page of the CI job', async () => {
  const program = new Program();
  const page = program.path('summary.md');
  program.write('.git/info/exclude', 'summary.md\n');
  writeFileSync(page, 'of another step\n');
  const env = { ...ENV, GITHUB_STEP_SUMMARY: page, GITHUB_TOKEN: 'ghp_0123456789abcdef' };
  const { stdout } = await program.build(AGENT, ['-i', '3'], { env });
  const last = stdout.slice(stdout.indexOf('\nproof: '));
  expect(last).toMatch(
    /^\nproof: 1 doubtful \(TAS-2\), 1 verified\n {2}TAS-2 doubtful: Write two \(nothing was/,
  );
  expect(last).toMatch(
    /TAS-1 verified: Write one\n {4}commit [\da-f]{10} · 1 file \(one\.txt\) · \$ npm run lint · true is green/,
  );
  expect(last).toContain('check: true is green');
  const summary = readFileSync(page, 'utf8');
  expect(summary).toMatch(/^of another step\n# SPEC\n/);
  expect(summary).toContain('- **TAS-2** doubtful: nothing was changed for it');

  const { stdout: shown } = await program.run(['sessions', 'show', 'SPEC']);
  expect(shown).toMatch(/evidence\n- TAS-2 doubtful: nothing was changed for it\n {2}no commit · no file/);

  const xml = (await program.run(['sessions', 'export', 'SPEC', '--format', 'junit'])).stdout;
  expect(XMLValidator.validate(xml)).toBe(true);
  expect(xml).toContain('tests="2" failures="0" errors="0" skipped="1"');
  const html = (await program.run(['sessions', 'export', 'SPEC', '--format', 'html'])).stdout;
  expect(html).toMatch(/^<!DOCTYPE html>[\s\S]*TAS-2[\s\S]*<\/html>\n$/);
  const { code, stderr } = await program.run([
    'sessions',
    'export',
    'SPEC',
    '--format',
    'md',
    '-o',
    'report.md',
  ]);
  expect([code, stderr]).toEqual([0, 'wrote report.md\n']);
  expect(summary).toContain(readFileSync(program.path('report.md'), 'utf8'));
});

it('names what stayed uncommitted, also after the run', async () => {
  const program = new Program();
  const { stdout } = await program.build(AGENT, ['-i', '2', '--output', 'json'], {
    env: { ...ENV, ITERATR_AUTO_COMMIT: 'false' },
  });
  const uncommitted = { files: ['one.txt'], leftOut: 0 };
  expect(jsonLines(stdout).at(-1)).toMatchObject({ type: 'run-ended', uncommitted });
  const shown = await program.run(['sessions', 'show', 'SPEC', '--json']);
  expect(JSON.parse(shown.stdout).details).toMatchObject({ uncommitted });
});

it('only warns if the page of the CI job cannot be written', async () => {
  const program = new Program();
  mkdirSync(program.path('folder'));
  const env = { GITHUB_STEP_SUMMARY: program.path('folder') };
  const { code, stdout, stderr } = await program.build(AGENT, ['-i', '1', '--output', 'json'], { env });
  expect(code).toBe(3);
  expect(jsonLines(stdout).at(-1)).toMatchObject({ type: 'run-ended', exitCode: 3 });
  expect(stderr).toMatch(/warning: the report was not added to GITHUB_STEP_SUMMARY: EISDIR/);
});
