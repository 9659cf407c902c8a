// Specifies that a value arrives as that very text wherever its placeholder stands, in every shell there is, and never runs.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the dollars are those of the shell
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HookCommand, type HookValues } from '../../../adapters/hooks/hook-command.ts';
import { InputError } from '../../../application/errors.ts';
import { PROPERTY_LIMIT_MS } from '../../support/property-limit.ts';
import { tempDir } from '../../support/temp-dir.ts';

const NASTY = `"; touch pwned; echo $(id) '`;

// dash is the sh of one system, bash that of another
const SHELLS = [['sh'], ['bash', '--posix']].filter(
  ([name = '']) => spawnSync(name, ['-c', ':']).status === 0,
);

function values(given: Partial<HookValues>): HookValues {
  return { session: 'demo', iteration: 3, task_id: 'TAS-7', task_content: '', error: '', ...given };
}

function run(command: string, given: Partial<HookValues>, shell: readonly string[], cwd = tempDir()) {
  const { script, variables } = new HookCommand(command).fill(values(given));
  const [name = '', ...args] = shell;
  const env = { PATH: process.env.PATH ?? '', ...variables };
  const { stdout, stderr, status } = spawnSync(name, [...args, '-c', script], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { stdout: stdout.toString(), stderr: stderr.toString(), status, files: readdirSync(cwd) };
}

/** What a command prints when its `{{task_content}}` is V. */
const PLACES: readonly { place: string; command: string; prints: string }[] = [
  { place: 'unquoted', command: 'printf %s {{task_content}}', prints: 'V' },
  { place: 'in a word', command: 'printf %s a{{task_content}}b{{ task_content }}', prints: 'aVbV' },
  { place: 'in "…"', command: 'printf %s "a {{task_content}} b"', prints: 'a V b' },
  { place: "in '…'", command: "printf %s 'a {{task_content}} $b'", prints: 'a V $b' },
  {
    place: "after it's",
    command: `printf %s "it's {{task_content}}" 'x"'{{task_content}}'"'`,
    prints: `it's Vx"V"`,
  },
  {
    place: 'after an escaped quote',
    command: 'printf %s \\"{{task_content}}\\" \\\'{{task_content}}',
    prints: `"V"'V`,
  },
  { place: 'after an escaped quote in "…"', command: 'printf %s "\\"{{task_content}}\\\\"', prints: '"V\\' },
  { place: 'behind a backslash', command: 'printf %s \\{{task_content}}', prints: 'V' },
  { place: 'behind a backslash in "…"', command: 'printf %s "\\{{task_content}}"', prints: '\\V' },
  { place: "behind a backslash in '…'", command: "printf %s '\\{{task_content}}'", prints: '\\V' },
  { place: 'behind a dollar', command: 'printf %s ${{task_content}} "${{task_content}}"', prints: '$V$V' },
  {
    place: 'behind a variable',
    command: 'A=1; printf %s $A{{task_content}} "$A{{task_content}}"',
    prints: '1V1V',
  },
  { place: 'in an assignment', command: 'A={{task_content}}; printf %s "$A"', prints: 'V' },
  { place: 'in $(…)', command: 'printf %s "$(printf %s. {{task_content}})"', prints: 'V.' },
  {
    place: 'in "…" in $(…) in "…"',
    command: 'printf %s "a$(printf %s. "b{{task_content}}")c"',
    prints: 'abV.c',
  },
  { place: "in '…' in $(…)", command: 'printf %s "$(printf %s. \'{{task_content}}\')"', prints: 'V.' },
  { place: 'behind $(…)', command: 'printf %s "$(printf \')\')"{{task_content}}', prints: ')V' },
  {
    place: 'in a case in $(…)',
    command: 'printf %s "$(case {{task_content}} in *) printf %s. {{task_content}};; esac)"',
    prints: 'V.',
  },
  { place: 'in backticks', command: 'printf %s "`printf %s. {{task_content}}`"', prints: 'V.' },
  {
    place: 'in "…" in backticks',
    command: 'A=`printf %s. "{{task_content}}"`; printf %s "$A"',
    prints: 'V.',
  },
  {
    place: 'in "…" in backticks in "…"',
    command: 'printf %s "`printf %s. \\"{{task_content}}\\"`"',
    prints: 'V.',
  },
  {
    place: 'in backticks in backticks',
    command: 'A=`printf %s. "\\`printf %s. {{task_content}}\\`"`; printf %s "$A"',
    prints: 'V..',
  },
  {
    place: 'behind a backslash in "…" in backticks',
    command: 'A=`printf %s. "\\{{task_content}}"`; printf %s "$A"',
    prints: '\\V.',
  },
  {
    place: 'as a default',
    command: 'printf %s ${NONE:-{{task_content}}} "${NONE:-{{task_content}}}"',
    prints: 'VV',
  },
  {
    place: 'in a here-document',
    command: 'cat <<EOF\n"{{task_content}}" it\'s $(echo x)\nEOF\nprintf %s {{task_content}}',
    prints: '"V" it\'s x\nV',
  },
  {
    place: 'in an indented here-document',
    command:
      "cat <<-E; cat << F\n\t{{task_content}}\n\tE\n-{{task_content}}\nF\nprintf %s '{{task_content}}'",
    prints: 'V\n-V\nV',
  },
  {
    place: 'behind a verbatim here-document',
    command: `cat <<'EOF'\nit's "\nEOF\nprintf %s '{{task_content}}'`,
    prints: `it's "\nV`,
  },
  {
    place: 'in and behind a comment',
    command: `: # it's {{task_content}} "\nprintf %s "{{task_content}}" # it's`,
    prints: 'V',
  },
  {
    place: 'behind a continued line',
    command: "printf %s '{{task_content}}' \\\n# it's\nprintf %s {{task_content}}",
    prints: 'VV',
  },
  {
    place: 'behind a number of arguments',
    command: `printf '%s ' $# a#'{{task_content}}'`,
    prints: '0 a#V ',
  },
  { place: 'in two subshells', command: '( (printf %s "{{task_content}}") )', prints: 'V' },
  { place: 'behind a calculation', command: 'printf %s $((1 + (2 << 1)))"{{task_content}}"', prints: '5V' },
  {
    place: 'behind a shift and a length',
    command: `A=it; printf %s "\${#A}"'{{task_content}}'`,
    prints: '2V',
  },
  { place: 'in several lines', command: 'if true\nthen\n  printf %s "{{task_content}}"\nfi', prints: 'V' },
];

describe.each(SHELLS.map((shell) => ({ shell })))('$shell', ({ shell }) => {
  it.each(PLACES)('$place', ({ command, prints }) => {
    for (const value of [
      NASTY,
      '',
      '-n',
      "a  b*\n\n'\\''",
      '`touch pwned`$(touch pwned)${HOME}\\',
      '#}{{x}}EOF\nEOF',
    ]) {
      const { stdout, stderr, files } = run(command, { task_content: value }, shell);
      // what the shell itself takes away from the end of $(…) is guarded by a dot in the table
      expect({ stdout, stderr, files }).toEqual({
        stdout: prints.replaceAll('V', () => value),
        stderr: '',
        files: [],
      });
    }
  });
});

const TEXT = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom(
      '"',
      "'",
      '\\',
      '`',
      '$',
      '(',
      ')',
      '{',
      '}',
      ';',
      '&',
      '|',
      '\n',
      ' ',
      '*',
      '~',
      '#',
      '<',
      '!',
      'é',
      '😀',
      'touch pwned',
      '\0',
      '-',
    ),
    maxLength: 30,
  }),
);

it('any text arrives as it is, whichever way it is quoted', { timeout: PROPERTY_LIMIT_MS }, () => {
  const cwd = tempDir();
  const command = `printf '<%s>' {{task_content}} "{{task_content}}" '{{task_content}}' "$(printf '%s.' {{error}})" '{{error}}{{ error }}'`;
  fc.assert(
    fc.property(TEXT, TEXT, fc.constantFrom(...SHELLS), (task, error, shell) => {
      const { stdout, stderr } = run(command, { task_content: task, error }, shell, cwd);
      const [t, e] = [task, error].map((text) => text.replaceAll('\0', ''));
      expect(stdout).toBe(`<${t}><${t}><${t}><${e}.><${e}${e}>`);
      expect(stderr).toBe('');
    }),
    { numRuns: 150 },
  );
  expect(existsSync(join(cwd, 'pwned'))).toBe(false);
  expect(readdirSync(cwd)).toEqual([]);
});

it('whatever the command is, the value is no part of the script, and nothing in it runs', {
  timeout: PROPERTY_LIMIT_MS,
}, () => {
  const cwd = tempDir();
  const piece = fc.constantFrom(
    '{{task_content}}',
    '"',
    "'",
    '`',
    '\\',
    '$',
    '$(',
    ')',
    '(',
    '${A:-',
    '}',
    '$((',
    '))',
    '\n',
    ' ',
    ';',
    '#',
    '<<E\n',
    'E',
    '[',
    'case x in',
    'esac',
    'echo ',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.constantFrom(...SHELLS), (pieces, shell) => {
      const command = `: ${pieces.join('')}`;
      const inject = '"$(touch pwned)`touch pwned`\'; touch pwned; a[$(touch pwned)] "\n';
      let filled: ReturnType<HookCommand['fill']>;
      try {
        filled = new HookCommand(command).fill(values({ task_content: inject }));
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
        return;
      }
      expect(filled.script).not.toContain('pwned');
      expect(filled.script).not.toContain('\0');
      const [name = '', ...args] = shell;
      const env = { PATH: process.env.PATH ?? '', ...filled.variables };
      spawnSync(name, [...args, '-c', filled.script], { cwd, env, stdio: 'ignore', timeout: 5_000 });
      expect(readdirSync(cwd)).not.toContain('pwned');
    }),
    { numRuns: 300 },
  );
});

describe('variables and filters', () => {
  const fill = (command: string, given: Partial<HookValues> = {}) =>
    run(`printf '[%s]' ${command}`, given, ['sh']).stdout;

  it.each([
    ['{{session}} {{ iteration }} {{task_id}}', '[demo][3][TAS-7]'],
    ['{{ task_content | truncate: 8 }}', '[It is…]'.replace('…', '...')],
    ['"{{ task_content | upcase | replace: " ", "}}" }}"', "[IT}}IS}}'LONG']"],
    ['{{ task_content | json }}', `["It is 'long'"]`],
    ['{{ iteration | plus: 1 }}', '[4]'],
    ['{{ error | default: "none" }}', '[none]'],
    ['{{ error }}', '[]'],
    ['$(( {{ iteration }} * 2 ))', '[6]'],
  ])('%s', (command, prints) => {
    expect(fill(command, { task_content: "It is 'long'" })).toBe(prints);
  });

  it.each([
    '{{.Names}}',
    '{{ .Names }}\t{{ range .A }}{{ end }}',
    '{{ foo }} {{foo|upcase}} {{}} {{',
    '{{ sessions }} {{session.name}} {{ session }',
    '{% if session %}x{% endif %}',
    '{{ "session" }}',
  ])('%s is left alone', (text) => {
    const command = `docker ps --format '${text}'`;
    expect(new HookCommand(command).fill(values({}))).toEqual({ script: command, variables: {} });
  });

  it('a value is never looked at again', () => {
    expect(fill('{{task_content}}', { task_content: '{{ session }} $HOME {% raw %}' })).toBe(
      '[{{ session }} $HOME {% raw %}]',
    );
  });

  it.each([
    [
      '{{ task_content | shorten: 5 }}',
      'contains {{ task_content | shorten: 5 }}: undefined filter: shorten',
    ],
    [
      '{{ task_content | append: name }}',
      'contains {{ task_content | append: name }}: undefined variable: name',
    ],
    ['{{- session }}', 'contains {{- session }}: spaces cannot be stripped in a command; remove the "-"'],
    ['{{ session -}}', 'contains {{ session -}}: spaces cannot be stripped in a command; remove the "-"'],
    [
      "cat <<'EOF'\n{{ session }}\nEOF",
      'contains {{ session }} in a here-document with a quoted end word, where nothing is replaced; remove the quotes',
    ],
    ['  \n', 'is empty, expected a shell command'],
    ['a\0b', 'contains a NUL character, which is not allowed'],
  ])('%j is refused', (command, message) => {
    expect(() => new HookCommand(command)).toThrow(expect.objectContaining({ code: 'INPUT', message }));
  });

  it.each([
    '$(( {{task_content}} ))',
    '(( x = {{task_content}} ))',
    '${a[{{task_content}}]}',
    '${a:{{task_content}}}',
  ])('in the calculation %s stand only whole numbers', (place) => {
    const command = new HookCommand(`echo ${place}`);
    for (const number of ['7', '-12', ''])
      expect(() => command.fill(values({ task_content: number }))).not.toThrow();
    for (const text of ['a[$(touch pwned)]', 'x', '1+1', '1\n2']) {
      expect(() => command.fill(values({ task_content: text }))).toThrow(
        new InputError('{{task_content}} is used in a shell calculation but is not a whole number'),
      );
    }
  });

  it('a value that is too long is cut between characters, and says so', () => {
    const long = `é${'😀'.repeat(50_000)}`;
    const text = fill('{{task_content}}', { task_content: long });
    expect(text).toMatch(/^\[é(😀)+… \[cut: \d+ more bytes\]\]$/u);
    const [, missing] = /cut: (\d+)/.exec(text) ?? [];
    const kept = text.slice(1, text.indexOf('…'));
    expect(Buffer.byteLength(kept) + Number(missing)).toBe(Buffer.byteLength(long));
    expect(Buffer.byteLength(kept)).toBeGreaterThan(65_530);
  });
});
