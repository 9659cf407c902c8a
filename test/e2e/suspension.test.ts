// Specifies that a build that was stopped for longer than its time limits first reads what came in meanwhile.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Program, type Running } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import { waitFor } from '../support/wait-for.ts';

const LIMIT_S = 1;

/** Stops the build for longer than the limit, while `meanwhile` happens. */
async function suspended(build: Running, meanwhile: () => Promise<unknown>): Promise<void> {
  build.signal('SIGSTOP');
  await meanwhile();
  await sleep(2_500 * LIMIT_S);
  build.signal('SIGCONT');
}

function appears(program: Program, path: string): Promise<unknown> {
  return waitFor(path, () => program.exists(path));
}

it('an agent that answered meanwhile was not silent', async () => {
  const program = new Program();
  const steps = [
    { text: 'working\n' },
    { shell: 'until [ -e ../go ]; do sleep 0.05; done' },
    { text: 'answered\n' },
    { shell: 'touch ../answered' },
    mcp('task-add', { content: 'Heard' }),
  ];
  const env = { ITERATR_IDLE_TIMEOUT: String(LIMIT_S), ITERATR_ITERATION_TIMEOUT: '0' };
  const build = program.startBuild({ turns: [{ steps }] }, ['-i', '1'], { env });
  await build.printed('working\n');
  await suspended(build, async () => {
    program.write('../go', '');
    await appears(program, '../answered');
  });
  const { code, stdout } = await build.ended;
  expect(stdout).toContain('+ TAS-1 [P2] Heard');
  expect(stdout).not.toContain('idle_timeout');
  expect(code).toBe(3);
});

it('a hook that ended meanwhile did not take too long', async () => {
  const program = new Program();
  const command = 'touch ../runs; until [ -e ../go ]; do sleep 0.05; done; echo through; touch ../ended';
  program.write(
    '.iteratr.hooks.yml',
    JSON.stringify({ version: 1, hooks: { session_start: [{ command, timeout: LIMIT_S }] } }),
  );
  const build = program.startBuild({ turns: [{ steps: [{ text: 'done\n' }] }] }, ['-i', '1']);
  await appears(program, '../runs');
  await suspended(build, async () => {
    program.write('../go', '');
    await appears(program, '../ended');
  });
  const { stdout } = await build.ended;
  expect(stdout).toContain('through');
  expect(stdout).not.toContain('timed out');
});

it('an agent that stays silent is still noticed', async () => {
  const program = new Program();
  const env = { ITERATR_IDLE_TIMEOUT: String(LIMIT_S), ITERATR_MAX_FAILURES: '1' };
  const build = program.startBuild({ turns: [{ steps: [{ text: 'working\n' }, { hang: true }] }] }, [], {
    env,
  });
  await build.printed('working\n');
  await suspended(build, async () => undefined);
  expect((await build.ended).stdout).toContain(`it sent nothing for ${LIMIT_S} s (idle_timeout)`);
});
