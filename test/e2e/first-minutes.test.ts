// Specifies the first minutes with the real opencode: the doctor is content, and setup offers its models.
import { mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startModelServer } from '../support/model-server/model-server.ts';
import { setUpOpencode } from '../support/model-server/opencode-fixture.ts';
import { byPrompt } from '../support/model-server/script.ts';
import { Program } from '../support/program.ts';
import { KEY, openTerminal } from '../support/tui-program.ts';

it('lead from setup to a directory that is well', { timeout: 120_000 }, async () => {
  const program = new Program();
  const model = await startModelServer(byPrompt());
  onTestFinished(() => model.close());
  const home = join(program.base, 'opencode');
  const opencode = setUpOpencode({ workTree: program.workTree, home, modelUrl: model.url });
  // A provider of the user's own: setup and doctor start the agent where it does not read the project's files.
  mkdirSync(join(home, '.config', 'opencode'));
  renameSync(program.path('opencode.json'), join(home, '.config', 'opencode', 'opencode.json'));
  const bin = join(program.base, 'bin');
  mkdirSync(bin);
  symlinkSync(opencode.command, join(bin, 'opencode'));
  const env = { ...opencode.env, PATH: `${bin}:${process.env.PATH}`, ITERATR_MODEL: undefined };

  const ui = openTerminal(program, ['setup', '--project'], { env });
  await ui.waitForText('Which agent should do the work?');
  await ui.waitForText('› opencode');
  ui.type(KEY.enter);
  await ui.waitForText('Which model should do the work?');
  await ui.waitForText(opencode.model, 60_000);
  ui.type('scripted');
  await ui.waitForText(`› ${opencode.model}`);
  ui.type(KEY.enter);
  await ui.waitForText('Commit what each iteration changed?');
  ui.type(KEY.enter);
  await ui.waitForText('Setup is done');
  ui.type(KEY.enter);
  expect((await ui.exited).code).toBe(0);

  const { code, stdout, stderr } = await program.run(['doctor'], { env });
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^✓ ok +Agent +opencode acp, at .*\/bin\/opencode$/m);
  expect(stdout).toMatch(
    /^✓ ok +\S*opencode\S* \d+\.\d+\.\d+ answers( in mode \S+)?, with \d+ models? to choose from$/im,
  );
  expect(stdout).toMatch(/^✓ ok +model test\/scripted$/m);
  expect(stdout).not.toMatch(/^✗/m);
  expect(model.failures).toEqual([]);
  expect(await program.nothingLeft()).toEqual([]);
});
