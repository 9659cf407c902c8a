// Specifies the commands that show something: version, configuration, help.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { Program } from '../support/program.ts';

const PACKAGE = fileURLToPath(new URL('../../package.json', import.meta.url));

it('version shows version, commit and build date, and --version the version alone', async () => {
  const program = new Program({ git: false });
  const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8'));
  expect(await program.run(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  const { stdout } = await program.run(['version']);
  expect(stdout).toMatch(/^iteratr (\S+)\ncommit ([0-9a-f]{12}|unknown)\nbuilt \d{4}-\d\d-\d\dT\S+Z\n$/);
  const json = JSON.parse((await program.run(['version', '--json'])).stdout);
  expect(json).toEqual({ version, commit: expect.any(String), date: expect.stringMatching(/^\d{4}-/) });
});

it('config shows each value and where it comes from', async () => {
  const program = new Program({ git: false });
  const folder = join(program.home, 'config', 'iteratr');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'iteratr.yml'), 'log_level: warn\niterations: 1\n');
  program.write('iteratr.yml', 'iterations: 2\n');
  const { code, stdout } = await program.run(['config', '--json']);
  expect(code).toBe(0);
  const shown = JSON.parse(stdout);
  expect(shown.model).toMatchObject({
    value: 'fake/model',
    origin: { kind: 'environment', variable: 'ITERATR_MODEL' },
  });
  expect(shown.iterations).toMatchObject({
    value: 2,
    origin: { kind: 'project-file', path: program.path('iteratr.yml') },
  });
  expect(shown.log_level).toMatchObject({ value: 'warn', origin: { kind: 'global-file' } });
  expect(shown.auto_commit).toMatchObject({ value: true, origin: { kind: 'default' } });
  expect(shown.data_dir.value).toBe(program.dataDir);
  const text = (await program.run(['config'])).stdout;
  expect(text).toMatch(/^model +fake\/model +.*ITERATR_MODEL$/m);
  expect(text.trimEnd().split('\n')).toHaveLength(Object.keys(shown).length);
});

it('none of them makes a data directory', async () => {
  const program = new Program({ git: false });
  for (const args of [['config'], ['version'], ['--help'], ['build', '--help'], ['tool']]) {
    expect((await program.run(args)).code).toBe(0);
  }
  expect(program.exists('.iteratr')).toBe(false);
});
