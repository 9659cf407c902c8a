// Specifies that the agent of a build starts early, and that a build which is refused leaves nothing of it.
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { quote } from 'shlex';
import { expect, it } from 'vitest';
import { Program } from '../support/program.ts';
import type { Scenario } from '../support/scripted-agent/scenario.ts';
import { tempDir } from '../support/temp-dir.ts';

const WORKING: Scenario = { turns: [{ steps: [{ text: 'I work\n' }] }] };

/** The scripted agent, with a shell before it that leaves a file when it starts. */
function markedAgent(program: Program, mark: string) {
  const agent = program.agent(WORKING);
  const script = `: > ${quote(mark)}; exec ${agent.commandLine}`;
  return { ...agent, commandLine: `sh -c ${quote(script)}` };
}

it.each([
  ['the session belongs to another spec', ['--spec', 'other/first.md'], true],
  ['the data directory is a link', ['--spec', 'first.md', '--data-dir', 'linked'], false],
  ['the spec does not exist', ['--spec', 'missing.md'], false],
  ['a template does not exist', ['--spec', 'first.md', '--template', 'missing.md'], false],
])('gets no session if %s, and is ended', async (_, refused, isStarted) => {
  const program = new Program();
  mkdirSync(join(program.workTree, 'other'));
  for (const spec of ['first.md', 'other/first.md'])
    writeFileSync(join(program.workTree, spec), `# ${spec}\n`);
  symlinkSync(tempDir(), join(program.workTree, 'linked'));
  const build = ['build', '--headless', '--iterations', '1'];
  const { commandLine } = program.agent(WORKING);
  const first = await program.run([...build, '--spec', 'first.md'], { env: { ITERATR_AGENT: commandLine } });
  expect(first.code, first.stderr).toBe(3);
  const mark = join(tempDir(), 'started');
  const agent = markedAgent(program, mark);
  const opened = agent.opened();
  const { code } = await program.run([...build, ...refused], { env: { ITERATR_AGENT: agent.commandLine } });
  expect(code).toBe(2);
  expect(existsSync(mark)).toBe(isStarted);
  expect(agent.opened()).toEqual(opened);
  expect(await program.nothingLeft()).toEqual([]);
});

it('starts before the server of the store has answered', async () => {
  const program = new Program();
  const mark = join(tempDir(), 'started');
  const { commandLine } = markedAgent(program, mark);
  const server = join(tempDir(), 'server');
  writeFileSync(join(program.workTree, 'first.md'), '# First\n');
  writeFileSync(server, `#!/bin/sh\nwhile ! test -e ${quote(mark)}; do sleep 0.05; done\nexit 1\n`, {
    mode: 0o755,
  });
  const { code, stderr } = await program.run(['build', '--headless', '--spec', 'first.md'], {
    env: { ITERATR_AGENT: commandLine, ITERATR_NATS_SERVER: server },
  });
  expect(code, stderr).toBe(1);
  expect(existsSync(mark)).toBe(true);
  expect(await program.nothingLeft()).toEqual([]);
});
