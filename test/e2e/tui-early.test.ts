// Specifies the dashboard of a build that is shown before the build is ready, and what becomes of it if the build is refused.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { quote } from 'shlex';
import { expect, it } from 'vitest';
import { Program } from '../support/program.ts';
import type { Scenario } from '../support/scripted-agent/scenario.ts';
import { tempDir } from '../support/temp-dir.ts';
import {
  expectGivenBack,
  expectWhole,
  openBuild,
  openBuildInShell,
  shellAgain,
} from '../support/tui-program.ts';

const HANGING: Scenario = { turns: [{ steps: [{ text: 'I am at work.' }, { hang: true }] }] };

/** Returns the path of a server that starts when the file exists, and fails then. */
function waitingServer(mark: string): string {
  const path = join(tempDir(), 'server');
  const script = `#!/bin/sh\nwhile ! test -e ${quote(mark)}; do sleep 0.05; done\necho 'no luck' >&2\nexit 1\n`;
  writeFileSync(path, script, { mode: 0o755 });
  return path;
}

it('is whole before the store is open, and gives the terminal back if the store fails', async () => {
  const program = new Program();
  const mark = join(tempDir(), 'go');
  const { ui } = openBuild(program, HANGING, { env: { ITERATR_NATS_SERVER: waitingServer(mark) } });
  await ui.waitForText('Agent Output');
  await expectWhole(ui);
  writeFileSync(mark, '');
  expect((await ui.exited).code).toBe(1);
  expectGivenBack(ui);
  expect((await ui.screen()).join('\n')).toMatch(/iteratr: the NATS server could not be started/);
  expect(await program.nothingLeft()).toEqual([]);
});

it.each([
  [
    'a template is missing',
    ['--template', 'missing.md'],
    /iteratr: the .*template .*missing\.md does not exist/,
  ],
  ['--merge has one worker', ['--merge'], /iteratr: --merge is for several workers/],
])('gives the terminal back and says why if %s', async (_, args, problem) => {
  const program = new Program();
  const { ui } = openBuildInShell(program, HANGING, { args });
  const { screen, code } = await shellAgain(ui);
  expect(code).toBe(2);
  expect(screen.replaceAll('\n', ' ')).toMatch(problem);
});

it('ends in order at a signal that comes before the build is ready', async () => {
  const program = new Program();
  const mark = join(tempDir(), 'go');
  const { ui } = openBuild(program, HANGING, { env: { ITERATR_NATS_SERVER: waitingServer(mark) } });
  await ui.waitForText('Agent Output');
  ui.signal('SIGTERM');
  writeFileSync(mark, '');
  await ui.exited;
  expectGivenBack(ui);
  expect(await program.nothingLeft()).toEqual([]);
});
