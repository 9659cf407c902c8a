// Specifies what a hooks file may hold, and that everything else is one line that says where and what is wrong.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Hooks, NO_HOOKS } from '../../../adapters/hooks/hooks.ts';
import { readHooksFile } from '../../../adapters/hooks/hooks-file.ts';
import { ConfigError } from '../../../application/errors.ts';
import { tempDir } from '../../support/temp-dir.ts';

const FILE = '.iteratr.hooks.yml';

function load(text: string | Uint8Array): Hooks | undefined {
  const directory = tempDir();
  writeFileSync(join(directory, FILE), text);
  return readHooksFile(directory)?.hooks;
}

function plain(hooks: Hooks | undefined) {
  return Object.fromEntries(
    Object.entries(hooks ?? {}).map(([point, list]) => [
      point,
      list.map(({ command, timeoutSeconds, pipeOutput }) => [command.source, timeoutSeconds, pipeOutput]),
    ]),
  );
}

/** What is wrong, without the directory. */
function mistake(text: string | Uint8Array): string {
  const directory = tempDir();
  writeFileSync(join(directory, FILE), text);
  try {
    readHooksFile(directory);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    const { message } = error as ConfigError;
    expect(message).not.toContain('\n');
    expect(message).not.toMatch(/\.$/);
    return message.replace(`${directory}/`, '');
  }
  throw new Error('nothing is wrong');
}

describe('what is read', () => {
  it('nothing when there is no file', () => {
    expect(readHooksFile(tempDir())).toBeUndefined();
  });

  it('all points, with defaults for what is left out', () => {
    const hooks = load(`# hooks
version: 1
hooks:
  session_start:
    - command: "git pull --rebase"
      timeout: 30
    - command: go build ./...
      timeout: 0.5
      pipe_output: true
  pre_iteration: [{command: lint}]
  post_iteration:
    - command: |
        echo {{iteration}}
        echo done
  session_end:
    - {pipe_output: false, command: "./notify.sh {{session}}", timeout: 1e3}
  on_task_complete:
    - command: ./validate.sh {{task_id}}
  on_error:
    # nothing yet
`);
    expect(plain(hooks)).toEqual({
      session_start: [
        ['git pull --rebase', 30, false],
        ['go build ./...', 0.5, true],
      ],
      pre_iteration: [['lint', 30, false]],
      post_iteration: [['echo {{iteration}}\necho done\n', 30, false]],
      session_end: [['./notify.sh {{session}}', 1000, false]],
      on_task_complete: [['./validate.sh {{task_id}}', 30, false]],
      on_error: [],
      worker_start: [],
    });
  });

  it.each([
    'version: 1\n',
    'version: 1\nhooks:\n',
    '{"version": 1, "hooks": {}}',
    '\uFEFFversion: 1\r\nhooks:\r\n',
  ])('no hooks in %j', (text) => expect(load(text)).toEqual(NO_HOOKS));

  it('what several points share by an anchor', () => {
    const hooks = load(
      'version: 1\nhooks:\n  on_error: &a\n    - &b {command: x}\n    - *b\n  session_end: *a\n',
    );
    expect(plain(hooks)).toMatchObject({
      on_error: [
        ['x', 30, false],
        ['x', 30, false],
      ],
      session_end: [
        ['x', 30, false],
        ['x', 30, false],
      ],
    });
  });
});

const HEAD = 'version: 1\nhooks:\n';
const POINTS =
  'session_start, worker_start, pre_iteration, post_iteration, session_end, on_task_complete, on_error';

describe('what is wrong', () => {
  it.each([
    ['', ':1: the file is empty, expected a mapping with version:, hooks:'],
    ['- a\n', ':1: the file is a list, expected a mapping with version:, hooks:'],
    ['hello', ':1: the file is "hello", expected a mapping with version:, hooks:'],
    ['hooks: {}\n', ':1: version is missing; begin with "version: 1"'],
    ['\nversion: 2\n', ':2: version is 2, this iteratr supports only 1'],
    ['version: "1"\n', ':1: version is "1", this iteratr supports only 1'],
    ['version:\n', ':1: version is empty, this iteratr supports only 1'],
    [
      'version: 1\nhook:\n',
      ':2: unknown key "hook" in the file; did you mean hooks? The keys are version, hooks',
    ],
    [
      'version: 1\nhooks: []\n',
      `:2: hooks is a list, expected a mapping with ${POINTS.replaceAll(',', ':,')}:`,
    ],
    [
      `${HEAD}  pre_iterations:\n    - command: x\n`,
      `:3: unknown key "pre_iterations" in hooks; did you mean pre_iteration? The keys are ${POINTS}`,
    ],
    [
      `${HEAD}  on_error: echo x\n`,
      ':3: on_error is "echo x", expected a list; begin each item with "- command:"',
    ],
    [
      `${HEAD}  on_error:\n    command: x\n`,
      ':4: on_error is a mapping, expected a list; begin each item with "- command:"',
    ],
    [
      `${HEAD}  on_error:\n    - echo x\n`,
      ':4: a hook of on_error is "echo x", expected a mapping with command:, timeout:, pipe_output:',
    ],
    [
      `${HEAD}  on_error:\n    -\n`,
      ':4: a hook of on_error is empty, expected a mapping with command:, timeout:, pipe_output:',
    ],
    [`${HEAD}  on_error:\n    - timeout: 3\n`, ':4: on_error: command is missing'],
    [`${HEAD}  on_error:\n    - command:\n`, ':4: on_error: command is empty, expected text'],
    [`${HEAD}  on_error:\n    - command: ""\n`, ':4: on_error: command is empty, expected a shell command'],
    [`${HEAD}  on_error:\n    - command: 7\n`, ':4: on_error: command is 7, expected text'],
    [
      `${HEAD}  on_error:\n    - command: [echo, x]\n`,
      ':4: on_error: command is a list, expected text; put quotes around text that begins with { or [',
    ],
    [
      `${HEAD}  on_error:\n    - command: {{session}}\n`,
      ':4: on_error: command is a mapping, expected text; put quotes around text that begins with { or [',
    ],
    [
      `${HEAD}  on_error:\n    - command: x\n      timout: 3\n`,
      ':5: unknown key "timout" in a hook of on_error; did you mean timeout? The keys are command, timeout, pipe_output',
    ],
    ...['0', '-1', '"5"', '5s', '.nan', '.inf', 'true', '[5]', ''].map((timeout): [string, string] => {
      const values: Record<string, string> = {
        '"5"': '"5"',
        '5s': '"5s"',
        '.nan': 'NaN',
        '.inf': 'Infinity',
        '[5]': 'a list',
        '': 'empty',
      };
      const is = values[timeout] ?? timeout;
      return [
        `${HEAD}  on_error:\n    - command: x\n      timeout: ${timeout}\n`,
        `:5: on_error: timeout is ${is}, expected a number of seconds above 0`,
      ];
    }),
    [
      `${HEAD}  on_error:\n    - command: x\n\n      pipe_output: yes\n`,
      ':6: on_error: pipe_output is "yes", expected true or false',
    ],
    [
      `${HEAD}  on_error:\n    - command: echo {{ error | cut }}\n`,
      ':4: on_error: command contains {{ error | cut }}: undefined filter: cut',
    ],
    [`${HEAD}  on_error: *none\n`, ':3: not valid YAML: there is no anchor &none'],
  ])('%j', (text, message) => {
    expect(mistake(text)).toBe(`${FILE}${message}`);
  });

  it.each([
    [`${HEAD}  on_error:\n    - command: "x\n`, /:5:1: not valid YAML: Missing closing "quote/],
    [`${HEAD}  on_error:\n  - command: x\n  timeout: 3\n`, /:5: unknown key "timeout" in hooks/],
    [`${HEAD}  on_error:\n    - command: a: b\n`, /:4:16: not valid YAML: /],
    [`${HEAD}\thooks: x\n`, /:3:1: not valid YAML: /],
    [
      'version: 1\nhooks: {}\nhooks: {}\n',
      /:3:1: not valid YAML: this key is already set in the same place$/,
    ],
    [
      'version: 1\n---\nversion: 1\n',
      /:2:1: not valid YAML: a second document begins here, but only one is allowed$/,
    ],
    [new Uint8Array([0xff, 0xfe]), / is not UTF-8 text; save it as UTF-8$/],
  ])('%j', (text, pattern) => {
    expect(mistake(text)).toMatch(pattern);
  });

  it('a directory', () => {
    const directory = tempDir();
    mkdirSync(join(directory, FILE));
    const message = `${join(directory, FILE)} is not a file, expected a file with hooks`;
    expect(() => readHooksFile(directory)).toThrow(expect.objectContaining({ code: 'CONFIG', message }));
  });

  it('a file that cannot be read', () => {
    const directory = tempDir();
    symlinkSync(FILE, join(directory, FILE));
    expect(() => readHooksFile(directory)).toThrow(/cannot read .*\.iteratr\.hooks\.yml: ELOOP/);
  });
});
