// Specifies delivery by a command: its input, its environment, its failures and its end.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { CommandNotifier } from '../../../adapters/notify/command-notifier.ts';
import { UNRECORDED_PROCESSES } from '../../../adapters/process/system-processes.ts';
import { processesOf } from '../../support/processes.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { waitFor } from '../../support/wait-for.ts';

const never = new AbortController().signal;

function notifier(...command: [string, ...string[]]) {
  const cwd = tempDir(onTestFinished);
  const env = { PATH: process.env.PATH ?? '', ONLY: 'this' };
  const options = { command, cwd, env, processes: UNRECORDED_PROCESSES };
  return { cwd, path: (name: string) => join(cwd, name), commands: new CommandNotifier(options) };
}

it('gives the JSON to the command, with its environment', async () => {
  const { commands, path } = notifier('sh', '-c', 'cat > got; echo "$ONLY [$HOME]"');
  expect(await commands.deliver('{"a":"$(touch x) `b`"}', never)).toEqual({ ok: true, answer: 'this []' });
  expect(readFileSync(path('got'), 'utf8')).toBe('{"a":"$(touch x) `b`"}\n');
  expect(existsSync(path('x'))).toBe(false);
});

it.each([
  ['exits with an error', 'echo first; echo why >&2; exit 3', 'the command sh exited with code 3: why'],
  ['is ended by a signal', 'kill -9 $$', 'the command sh ended by SIGKILL'],
  ['floods its output', 'yes flood | head -c 6000000; exit 1', 'the command sh exited with code 1: flood'],
])('says why a command failed that %s', async (_, script, problem) => {
  const { commands } = notifier('sh', '-c', script);
  expect(await commands.deliver('{}', never)).toMatchObject({ ok: false, problem });
});

it('says that a command does not exist', async () => {
  const { commands } = notifier('no-such-command');
  expect(await commands.deliver('{}', never)).toMatchObject({
    ok: false,
    problem: expect.stringMatching(/^the command no-such-command .*not found/),
  });
});

it('accepts a command that does not read its input', async () => {
  const { commands } = notifier('true');
  expect(await commands.deliver(`"${'x'.repeat(1_000_000)}"`, never)).toEqual({ ok: true, answer: '' });
});

it('ends a command that hangs with everything it started', async () => {
  const { commands, cwd, path } = notifier('sh', '-c', 'sleep 300 & touch started; trap "" TERM; sleep 300');
  const giveUp = new AbortController();
  const delivery = commands.deliver('{}', giveUp.signal);
  await waitFor('the command', () => existsSync(path('started')));
  giveUp.abort();
  expect(await delivery).toMatchObject({ ok: false, problem: 'the command sh interrupted' });
  expect(processesOf(cwd)).toEqual([]);
});
