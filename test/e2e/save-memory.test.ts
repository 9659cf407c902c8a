// Which commands ask V8 to save memory, seen by a module that Node loads before the program.
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Program } from '../support/program.ts';
import { openBuild } from '../support/tui-program.ts';
import { waitFor } from '../support/wait-for.ts';

const WAITS = { reactions: [{ when: '', steps: [{ wait: 60_000 }] }] };

/** Writes a module that notes each process that sets a flag of V8. */
function spied(program: Program): { readonly env: Record<string, string>; readonly set: () => boolean } {
  const notes = program.path('flags');
  const module = program.write(
    'spy.cjs',
    `const v8 = require('node:v8');
     const set = v8.setFlagsFromString;
     v8.setFlagsFromString = (flag) => {
       require('node:fs').appendFileSync(${JSON.stringify(notes)}, flag + '\\n');
       set(flag);
     };`,
  );
  return { env: { NODE_OPTIONS: `--require "${module}"` }, set: () => existsSync(notes) };
}

it('a headless build does, once it has started', async () => {
  const program = new Program();
  const { env, set } = spied(program);
  const build = program.startBuild(WAITS, [], { env });
  await waitFor('the agent', () => program.agents().length > 0);
  expect(set()).toBe(false);
  await waitFor('the flags', set);
  build.signal('SIGTERM');
  await build.ended;
});

it('workers that join a build do', async () => {
  const program = new Program();
  const { env, set } = spied(program);
  const build = program.startBuild(WAITS, ['--workers', '2']);
  await waitFor('the session', async () =>
    (await program.events()).some(({ type }) => type === 'WorkerJoined'),
  );
  const { commandLine } = program.agent(WAITS);
  const work = program.start(['work', '--name', 'SPEC'], { env: { ...env, ITERATR_AGENT: commandLine } });
  await waitFor('the flags', set);
  for (const running of [work, build]) {
    running.signal('SIGTERM');
    await running.ended;
  }
});

it('a build with the dashboard does not: it needs the speed', async () => {
  const program = new Program();
  const { env, set } = spied(program);
  const { ui } = openBuild(program, WAITS, { env });
  await waitFor('the agent', () => program.agents().length > 0);
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  expect(set()).toBe(false);
  ui.signal('SIGTERM');
});
