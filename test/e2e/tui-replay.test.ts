// A recorded session is played again on the terminal or into a file, and nothing of it changes.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Program } from '../support/program.ts';
import { TWO_TASKS } from '../support/scenarios.ts';
import { expectGivenBack, expectWhole, held, leave, letGo, openTerminal } from '../support/tui-program.ts';

const REPLAY = ['replay', 'SPEC'];

async function built(): Promise<Program> {
  const program = new Program({ git: false });
  expect((await program.build({ turns: TWO_TASKS })).code).toBe(0);
  return program;
}

it('is played to its end, can be paused, and changes nothing', async () => {
  const program = await built();
  const before = await program.events();
  const ui = openTerminal(program, [...REPLAY, '--speed', '0.1', '--from', '2']);
  await ui.waitForText(/▶ replay 0.1x, #\d of 3/);
  await expectWhole(ui);
  ui.type(' ');
  await ui.waitForText('⏸ replay 0.1x, paused');
  ui.type('\x18t');
  await ui.waitForText('─ New task ─');
  ui.type('Never added\x13');
  await ui.waitForText('a replay is read-only');
  ui.type('\x1b');
  await ui.waitForNoText('─ New task ─');
  ui.type(' ');
  for (let steps = 0; steps < 11; steps += 1) ui.type('+');
  await ui.waitForText('■ replay ended, #3 of 3');
  const screen = (await expectWhole(ui)).join('\n');
  expect(screen).toMatch(/Tasks ─+ 2\/2/);
  expect(screen).toContain('The replay has ended.');
  expect(await leave(ui)).toBe(0);
  expectGivenBack(ui);
  expect(await program.events()).toEqual(before);
  expect(await program.nothingLeft()).toEqual([]);
});

it('is written as an asciicast without a terminal, and overwrites only on request', async () => {
  const program = await built();
  const cast = [...REPLAY, '--cast', 'a.cast'];
  expect(await program.run(cast)).toMatchObject({ code: 0, stdout: '', stderr: 'wrote a.cast\n' });
  const [header] = readFileSync(program.path('a.cast'), 'utf8').split('\n');
  expect(JSON.parse(header ?? '')).toMatchObject({ version: 2, width: 120, height: 35 });
  const again = await program.run([...cast, '--size', '80x24']);
  expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('--force') });
  expect((await program.run([...cast, '--size', '80x24', '--force'])).code).toBe(0);
  expect(program.read('a.cast')).toContain('"width":80,"height":24');
});

it('plays a session that another process runs, up to now', async () => {
  const program = new Program({ git: false });
  const turn = { steps: [{ text: 'Before now.' }, held('on'), { text: 'Later.' }] };
  const build = program.startBuild({ turns: [turn] }, ['-i', '1']);
  await build.printed('Before now.');
  const ui = openTerminal(program, REPLAY);
  await ui.waitForText('Before now.');
  await ui.waitForText('■ replay ended, #1 of 1');
  expect(await leave(ui)).toBe(0);
  letGo(program, 'on');
  expect((await build.ended).code).toBe(3);
});

it('says why there is nothing to play', async () => {
  const program = await built();
  const refused = async (args: readonly string[], problem: string, remedy: string) => {
    const { code, stdout, stderr } = await program.run(['replay', ...args]);
    expect(code).not.toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toContain(problem);
    expect(stderr).toContain(remedy);
  };
  await refused(['SPEC'], 'replay needs a terminal', '--cast');
  await refused(['nobody', '--cast', 'b.cast'], 'there is no session "nobody"', 'SPEC');
  await refused(
    ['SPEC', '--cast', 'b.cast', '--from', '9'],
    '--from 9 is after the last iteration',
    '1 to 3',
  );
  rmSync(join(program.dataDir, 'transcripts'), { recursive: true });
  await refused(['SPEC', '--cast', 'b.cast'], 'no transcript of session "SPEC" is kept', 'sessions log SPEC');
  expect(program.exists('b.cast')).toBe(false);
});
