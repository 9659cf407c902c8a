// Specifies `iteratr setup` without a terminal: what it writes, and what it refuses to.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONFIG_KEYS } from '../../adapters/config/config-schema.ts';
import { type Ended, Program } from '../support/program.ts';

const NO_MODEL = { ITERATR_MODEL: undefined };

function setUp(program: Program, ...args: readonly string[]): Promise<Ended> {
  return program.run(['setup', ...args], { env: NO_MODEL });
}

function globalFile(program: Program): string {
  return join(program.home, 'config', 'iteratr', 'iteratr.yml');
}

function writeGlobal(program: Program, text: string): string {
  const file = globalFile(program);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** What `iteratr config` shows of a key. */
async function configured(
  program: Program,
): Promise<Record<string, { value: unknown; origin: { kind: string } }>> {
  const { code, stdout, stderr } = await program.run(['config', '--json'], { env: NO_MODEL });
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

describe('what is written', () => {
  it('is what config reads, private, with every key and its meaning', async () => {
    const program = new Program({ git: false });
    const { code, stdout, stderr } = await setUp(program, '--model', 'lab/one', '--no-auto-commit');
    expect([code, stderr]).toEqual([0, '']);
    const file = globalFile(program);
    expect(stdout).toContain(`Wrote ${file}.`);
    expect(stdout).toMatch(/model: lab\/one\n- auto-commit: off/);
    expect(stdout).toMatch(/Run next:\s+iteratr doctor\s+iteratr build --spec specs\/feature.md\n$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
    const text = readFileSync(file, 'utf8');
    for (const key of CONFIG_KEYS) {
      expect(text).toMatch(new RegExp(`^# \\S.*\\n# Allowed: .*\\n(# )?${key}: `, 'm'));
    }
    const values = await configured(program);
    const set = CONFIG_KEYS.filter((key) => values[key]?.origin.kind === 'global-file');
    expect(set).toEqual(['model', 'auto_commit']);
    expect([values.model?.value, values.auto_commit?.value]).toEqual(['lab/one', false]);
  });

  it('names its JSON Schema for editors, and in the file of a project no path of this machine', async () => {
    const program = new Program({ git: false });
    await setUp(program, '--model', 'lab/one');
    const [line = ''] = readFileSync(globalFile(program), 'utf8').split('\n');
    const schema = new URL(line.replace('# yaml-language-server: $schema=', ''));
    expect(JSON.parse(readFileSync(schema, 'utf8')).title).toBe('iteratr.yml');
    await setUp(program, '--project', '--model', 'lab/one');
    expect(readFileSync(join(program.workTree, 'iteratr.yml'), 'utf8')).not.toContain('$schema');
  });

  it('is what is valid of the other lines as well, when they count', async () => {
    const program = new Program({ git: false });
    const before = await configured(program);
    await setUp(program, '--model', 'lab/one');
    const file = globalFile(program);
    const all = readFileSync(file, 'utf8').replaceAll(/^# ([a-z_]+: )/gm, '$1');
    writeFileSync(file, all);
    const after = await configured(program);
    expect(Object.values(after).every(({ origin }) => origin.kind === 'global-file')).toBe(true);
    for (const key of CONFIG_KEYS.filter((name) => name !== 'model')) {
      expect(after[key]?.value).toEqual(before[key]?.value);
    }
  });

  it.each(['x: y', '# no', "it's", '*a', 'two\nlines', '007', 'true', '日本'])(
    'is a model of any name: %j',
    async (model) => {
      const program = new Program({ git: false });
      expect((await setUp(program, '-p', '--model', model)).code).toBe(0);
      expect((await configured(program)).model).toMatchObject({
        value: model,
        origin: { kind: 'project-file' },
      });
    },
  );

  it('says when another value counts', async () => {
    const program = new Program({ git: false });
    program.write('iteratr.yml', 'model: lab/mine\n');
    const { code, stderr } = await setUp(program, '--model', 'lab/one');
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/^iteratr: .*lab\/mine, from project file .*\n$/),
    ]);
  });
});

describe('a file that is there', () => {
  it('stays as it is without --force', async () => {
    const program = new Program({ git: false });
    program.write('iteratr.yml', 'model: lab/mine\n');
    const { code, stderr } = await setUp(program, '--project', '--model', 'lab/one');
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/^iteratr: .*iteratr\.yml already exists.*--force\n$/),
    ]);
    expect(program.read('iteratr.yml')).toBe('model: lab/mine\n');
  });

  it('gives what is valid in it to the one that takes its place', async () => {
    const program = new Program({ git: false });
    program.write(
      'iteratr.yml',
      'model: lab/mine\nauto_commit: false\niterations: 7\ntheme: pink\nmodle: x\n',
    );
    const { code, stderr } = await setUp(program, '--project', '--force', '--auto-commit');
    expect(code).toBe(0);
    expect(stderr.split('\n').map((line) => line.slice(0, 36))).toEqual([
      'iteratr: not kept from the old file:',
      'iteratr: not kept from the old file:',
      '',
    ]);
    expect(stderr).toMatch(/:4: theme is "pink"[\s\S]*:5: unknown key "modle"/);
    const values = await configured(program);
    expect([values.model?.value, values.auto_commit?.value, values.iterations?.value]).toEqual([
      'lab/mine',
      true,
      7,
    ]);
    expect(values.theme?.origin.kind).toBe('default');
  });

  it('is replaced also when it is no YAML at all', async () => {
    const program = new Program({ git: false });
    const file = writeGlobal(program, 'model: [\n');
    const { code, stderr } = await setUp(program, '--force', '--model', 'lab/one');
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^iteratr: not kept .*not valid YAML.*\n$/)]);
    expect(readFileSync(file, 'utf8')).toContain('\nmodel: lab/one\n');
  });

  it('stays a link when it is one', async () => {
    const program = new Program({ git: false });
    program.write('real.yml', 'iterations: 3\n');
    symlinkSync('real.yml', program.path('iteratr.yml'));
    expect((await setUp(program, '-p', '-f', '-m', 'lab/one')).code).toBe(0);
    expect(program.read('real.yml')).toMatch(/^model: lab\/one$[\s\S]*^iterations: 3$/m);
  });
});

describe('what cannot be', () => {
  async function refused(program: Program, args: readonly string[], message: RegExp): Promise<void> {
    const { code, stdout, stderr } = await setUp(program, ...args);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(message)]);
    expect(stderr.split('\n')).toHaveLength(2);
  }

  it('is asked for when there is nobody to ask', async () => {
    const program = new Program({ git: false });
    await refused(
      program,
      [],
      /^iteratr: cannot write .* without a model, .*; pass --model provider\/model\n$/,
    );
    await refused(program, ['--model', ' '], /--model is empty/);
    expect(existsSync(join(program.home, 'config'))).toBe(false);
  });

  it('is written in the place of a directory, or below a file', async () => {
    const program = new Program({ git: false });
    mkdirSync(globalFile(program), { recursive: true });
    await refused(program, ['--model', 'lab/one', '--force'], /iteratr\.yml is a directory/);
    rmSync(join(program.home, 'config'), { recursive: true });
    writeFileSync(join(program.home, 'config'), '');
    await refused(
      program,
      ['--model', 'lab/one'],
      /cannot be written: a part of the path is a file; .*--project/,
    );
  });

  it('is written where nobody may write', async () => {
    const program = new Program({ git: false });
    // Nothing can be made below /proc, also by root, whom no permission stops.
    const config = process.getuid?.() === 0 ? '/proc/config' : join(program.home, 'config');
    chmodSync(program.home, 0o500);
    const { code, stderr } = await program.run(['setup', '--model', 'lab/one'], {
      env: { ...NO_MODEL, XDG_CONFIG_HOME: config },
    });
    chmodSync(program.home, 0o700);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/^iteratr: .*iteratr\.yml cannot be written: .*\n$/),
    ]);
  });

  it('is told with the mistake in another file, and nothing is written', async () => {
    const program = new Program({ git: false });
    writeGlobal(program, 'modle: x\n');
    await refused(program, ['-p', '--model', 'lab/one'], /iteratr\.yml:1: unknown key "modle"/);
    expect(program.exists('iteratr.yml')).toBe(false);
  });
});
