// Specifies what completion offers where, and the scripts that shells load.
import { expect, it } from 'vitest';
import { runCli } from '../../../adapters/cli/cli.ts';
import type { CommandDefinition } from '../../../adapters/cli/command.ts';
import { buildCommand } from '../../../adapters/cli/commands/build/build.command.ts';
import { completionCommands } from '../../../adapters/cli/commands/completion/completion.command.ts';
import { hooksCheckCommand, hooksRunCommand } from '../../../adapters/cli/commands/hooks/hooks.command.ts';
import { sessionsCommands } from '../../../adapters/cli/commands/sessions/sessions.command.ts';
import { sessionsChangeCommands } from '../../../adapters/cli/commands/sessions/sessions-change.command.ts';
import { steerCommands } from '../../../adapters/cli/commands/steer/steer.command.ts';
import { toolCommands } from '../../../adapters/cli/commands/tool/tool.command.ts';

/** What `iteratr complete` prints, and the values it was looked up with. */
async function completed(
  words: readonly string[],
  fail = false,
): Promise<{ out: string; err: string; asked: Record<string, string>[] }> {
  const printed = { out: '', err: '' };
  const asked: Record<string, string>[] = [];
  const output = {
    out: (text: string) => {
      printed.out += text;
    },
    err: (text: string) => {
      printed.err += text;
    },
  };
  const none = async (): Promise<never> => {
    throw new Error('nothing is run here');
  };
  const values = (...all: string[]) => all.map((value) => ({ value, description: `about ${value}` }));
  const commands: CommandDefinition[] = [
    buildCommand(none),
    ...toolCommands(none, none),
    ...steerCommands(none, none),
    ...sessionsCommands({ list: none, show: none, log: none, export: none }),
    ...sessionsChangeCommands({ remove: none, rename: none, restore: none }),
    hooksCheckCommand(none),
    hooksRunCommand(none),
    ...completionCommands(
      () => commands,
      (options) => {
        asked.push(Object.fromEntries(options));
        if (fail) throw new Error('the disk is gone');
        return {
          sessions: async () => values('alpha', 'beta', '007'),
          tasks: async () => values('TAS-1', 'TAS-2', 'TAS-12'),
        };
      },
      output,
    ),
  ];
  expect(await runCli(['complete', '--', ...words], commands, output, false)).toBe(0);
  return { ...printed, asked };
}

async function offered(...words: string[]): Promise<string[]> {
  const { out, err } = await completed(words);
  expect(err).toBe('');
  return out.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')[0] as string]));
}

it.each([
  [['b'], ['build']],
  [['se'], ['sessions']],
  [['nope'], []],
  [['complet'], ['completion']],
  [
    ['tool', 'task-'],
    [
      'task-add',
      'task-batch-add',
      'task-status',
      'task-priority',
      'task-update',
      'task-depends',
      'task-list',
      'task-next',
    ],
  ],
  [['nope', ''], []],
  [
    ['hooks', ''],
    ['check', 'run'],
  ],
  [
    ['sessions', 're'],
    ['reset', 'rename', 'restore'],
  ],
  [['sessions', '--json', 're'], []],
])('commands: %j', async (words, expected) => {
  expect(await offered(...words)).toEqual(expected);
});

it('every command begins with a word that is offered, but the hidden one', async () => {
  const first = await offered('');
  expect(first).toEqual(
    expect.arrayContaining(['build', 'tool', 'message', 'sessions', 'hooks', 'completion']),
  );
  expect(first).not.toContain('complete');
  expect(new Set(first).size).toBe(first.length);
});

it.each([
  [
    ['build', '--h'],
    ['--headless', '--help'],
  ],
  [
    ['build', '--no-'],
    ['--no-headless', '--no-auto-commit', '--no-reset'],
  ],
  [['build', '--headless', '--h'], ['--help']],
  [['build', '-s', 'x', '--sp'], []],
  [['message', '--', '--'], []],
  [
    ['pause', ''],
    ['--name', '--data-dir', '--trust', '--worker', '--help'],
  ],
  [['pause', 'x'], []],
])('flags that are not given yet: %j', async (words, expected) => {
  expect(await offered(...words)).toEqual(expected);
});

it.each([
  [
    ['tool', 'task-add', '--status', ''],
    ['remaining', 'in_progress', 'completed', 'blocked', 'cancelled'],
  ],
  [
    ['tool', 'task-add', '--priority', ''],
    ['0', '1', '2', '3', '4'],
  ],
  [['tool', 'note-add', '--type', 's'], ['stuck']],
  [['tool', 'note-add', '--type=s'], ['--type=stuck']],
  [['tool', 'note-add', '--type', '=', 's'], ['stuck']],
  [
    ['tool', 'note-add', '--type', '='],
    ['learning', 'stuck', 'tip', 'decision'],
  ],
  [
    ['build', '--output', ''],
    ['text', 'json'],
  ],
  [
    ['sessions', 'export', 'a', '--format', 'm'],
    ['md', 'markdown'],
  ],
  [
    ['hooks', 'run', 'on_'],
    ['on_task_complete', 'on_error'],
  ],
  [
    ['completion', ''],
    ['bash', 'zsh', 'fish'],
  ],
  [['build', '--spec', ''], [':file']],
  [['build', '--spec=sp'], [':file']],
  [['build', '--data-dir', ''], [':directory']],
  [['build', '--model', ''], []],
])('values: %j', async (words, expected) => {
  expect(await offered(...words)).toEqual(expected);
});

it.each([
  [
    ['sessions', 'show', ''],
    ['alpha', 'beta', '007'],
  ],
  [['sessions', 'show', '0'], ['007']],
  [['sessions', 'show', '--', 'a'], ['alpha']],
  [['sessions', 'rename', 'b'], ['beta']],
  [['sessions', 'rename', 'beta', 'a'], []],
  [['message', '-n', 'b'], ['beta']],
  [['message', '--name=b'], ['--name=beta']],
  [
    ['tool', 'task-status', '--id', 'TAS-1'],
    ['TAS-1', 'TAS-12'],
  ],
  [
    ['tool', 'task-add', '--depends-on', 'TAS-2,'],
    ['TAS-2,TAS-1', 'TAS-2,TAS-12'],
  ],
  [['tool', 'task-add', '--depends-on=TAS-2,TAS-12'], ['--depends-on=TAS-2,TAS-12']],
])('sessions and tasks: %j', async (words, expected) => {
  expect(await offered(...words)).toEqual(expected);
});

it('looks for them where the command line says', async () => {
  const before = ['tool', 'task-status', '-n', 'a', '--data-dir=/d', '--status', '=', 'blocked'];
  const { asked } = await completed([...before, '--id', '']);
  expect(asked).toEqual([{ name: 'a', 'data-dir': '/d', status: 'blocked' }]);
});

it('looks for nothing where nothing of that kind is wanted', async () => {
  for (const words of [
    [''],
    ['build', '--'],
    ['build', '--output', ''],
    ['tool', 'task-add', '--content', 'T'],
  ]) {
    expect((await completed(words)).asked).toEqual([]);
  }
});

it('says what a candidate is behind a tab, on one line', async () => {
  const { out } = await completed(['sessions', 'show', 'al']);
  expect(out).toBe('alpha\tabout alpha\n');
});

it('prints nothing when something is wrong', async () => {
  expect(await completed(['sessions', 'show', ''], true)).toMatchObject({ out: '', err: '' });
  for (const words of [[], ['--'], ['build', '--nope', '', ''], ['=', '=']]) {
    expect((await completed(words)).err).toBe('');
  }
});
