// Specifies that no value runs where a shell calculates with the text of a variable, or hands it to an interpreter.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the dollars are those of the shell
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { HookCommand } from '../../../adapters/hooks/hook-command.ts';
import { InputError } from '../../../application/errors.ts';
import { tempDir } from '../../support/temp-dir.ts';

/** dash is the sh of one system, bash that of another; bash calculates otherwise outside of its POSIX mode. */
const SHELLS = [['sh'], ['dash'], ['bash', '--posix'], ['bash']].filter(
  ([name = '']) => spawnSync(name, ['-c', ':']).status === 0,
);
const CALCULATED = /is used in a shell calculation|contains a command in brackets/;
const SCRIPT = /in a script, which would run it; pass it as an argument/;

const values = (text: string) => ({
  session: 's',
  iteration: 3,
  task_id: 'TAS-7',
  task_content: text,
  error: '',
});

/** Runs the command in every shell. Returns what each printed, and the files that were made. */
function run(command: string, text: string): { printed: string[]; files: string[] } {
  const cwd = tempDir();
  const { script, variables } = new HookCommand(command).fill(values(text));
  const printed = SHELLS.map(([name = '', ...args]) => {
    const env = { PATH: process.env.PATH ?? '', ...variables };
    return spawnSync(name, [...args, '-c', script], {
      cwd,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).stdout;
  });
  return { printed, files: readdirSync(cwd) };
}

const CALCULATING = [
  'echo $(( {{task_content}} ))',
  'echo $((1 + $(echo {{task_content}})))',
  'echo $[{{task_content}}]',
  '(( x = {{task_content}} ))',
  'for ((i={{task_content}};i<1;i++)); do :; done',
  '[[ {{task_content}} -eq 1 ]]',
  'if [[ 1 -lt "{{task_content}}" ]]; then :; fi',
  "[[ '{{task_content}}' -ge 1 ]]",
  '[[ a == a && $(echo {{task_content}}) -eq 1 ]]',
  '[[ -v {{task_content}} ]]',
  '[ -v {{task_content}} ]',
  'test -v {{task_content}}',
  'let {{task_content}}',
  'true && let "x={{task_content}}"',
  'declare -i n={{task_content}}',
  'typeset -i n; n={{task_content}}',
  'declare {{task_content}}=1',
  'declare -n r={{task_content}}; echo $r',
  'export {{task_content}}=1',
  'read {{task_content}}',
  'unset {{task_content}}',
  'printf -v {{task_content}} x',
  'mapfile {{task_content}}',
  'x[{{task_content}}]=1',
  'echo ${x:{{task_content}}}',
  'echo ${x:0:{{task_content}}}',
  'echo "${a[{{task_content}}]}"',
  'x={{task_content}}; echo $((x))',
  'x={{task_content}}; [[ $x -eq 1 ]]',
  'x={{task_content}}; echo ${!x}',
  'x=({{task_content}}); [[ x -eq 1 ]]',
  'x="y {{task_content}}"; (( $x ))',
];

const RUNNING = [
  'eval echo {{task_content}}',
  'true; FOO=1 eval "echo {{task_content}}"',
  'if true; then eval {{task_content}}; fi',
  'trap {{task_content}} EXIT',
  '. {{task_content}}',
  'sh -c "echo {{task_content}}"',
  "bash -euc 'echo {{task_content}}'",
  'env X=1 /bin/sh -c "true; echo {{task_content}}"',
  'python3 -c "print({{task_content}})"',
  'perl -e \'print "{{task_content}}"\'',
];

describe('a value', () => {
  it.each(CALCULATING)('that a calculation would run is refused in %j', (command) => {
    for (const text of ['a[$(touch pwned)]', 'a[`touch pwned`]', 'x[y[$(touch pwned)]]']) {
      expect(() => run(command, text)).toThrow(CALCULATED);
    }
  });

  it.each(RUNNING)('that would be a part of a script is refused in %j', (command) => {
    expect(() => new HookCommand(command)).toThrow(
      expect.objectContaining({ message: expect.stringMatching(SCRIPT) }),
    );
    expect(() => new HookCommand(command)).toThrow(InputError);
  });

  it('may be a number or a name in a script', () => {
    const { printed } = run('sh -c "printf %s {{iteration}}{{session}}{{task_id}}"', '');
    expect(new Set(printed)).toEqual(new Set(['3sTAS-7']));
  });

  it('may be a number in a calculation', () => {
    const [first = ''] = run('printf %s $(( {{iteration}} + 1 ))', '').printed;
    expect(first).toBe('4');
    expect(run('if [ {{iteration}} -eq 3 ]; then printf yes; fi', '').printed).toContain('yes');
    expect(new HookCommand('[[ {{iteration}} -eq 3 ]]').fill(values('')).variables).toEqual({
      ITERATR_HOOK_1: '3',
    });
  });

  it.each([
    'sh -c \'printf %s "$1"\' sh {{task_content}}',
    'export MSG={{task_content}}; printf %s "$MSG"',
    'export A=1 MSG="{{task_content}}"; printf %s "$MSG"',
    'readonly MSG="{{task_content}}" && printf %s "$MSG"',
    'let() { :; }; printf %s {{task_content}}',
    'eval true; printf %s {{task_content}}',
    'printf %s "eval {{task_content}}" | cut -c6-',
    'test {{task_content}} != "" && printf %s {{task_content}}',
    'case {{task_content}} in *) printf %s {{task_content}};; esac',
  ])('arrives as it is in %j', (command) => {
    const text = '"; touch pwned; a[$(touch pwned)] `touch pwned` \'';
    const { printed, files } = run(command, text);
    for (const shown of printed) expect(shown.trimEnd()).toBe(text);
    expect(files).toEqual([]);
  });
});

it('does not take long, or much, to make a value', () => {
  const command = new HookCommand(
    'echo {{ task_content | split: "" | join: session | split: "" | join: session }}',
  );
  expect(() => command.fill({ ...values('x'.repeat(50_000)), session: 'y'.repeat(5_000) })).toThrow(
    InputError,
  );
});
