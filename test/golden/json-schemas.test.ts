// The JSON Schemas that editors use agree with what the loaders accept and refuse.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CONFIG_FORMATS } from '../../adapters/config/config-formats.ts';
import { fileLayer } from '../../adapters/config/config-layers.ts';
import { configText } from '../../adapters/config/config-text.ts';
import { readHooksFile } from '../../adapters/hooks/hooks-file.ts';
import { configJsonSchema, hooksJsonSchema } from '../support/json-schemas.ts';
import { PROPERTY_LIMIT_MS } from '../support/property-limit.ts';
import { tempDir } from '../support/temp-dir.ts';

// ajv warns of types such as ['object', 'null'] by default
const ajv = new Ajv({ allowUnionTypes: true });

describe('iteratr.yml', () => {
  const fits = ajv.compile(configJsonSchema());

  function isLoaded(text: string): boolean {
    const path = join(tempDir(), 'iteratr.yml');
    writeFileSync(path, text);
    return fileLayer('project-file', path).problems.length === 0;
  }

  it.each([
    '',
    '# nothing yet',
    'model: a/b\nauto_commit: false\niterations: 5\ntheme: light\nnats_replicas: 3',
    'model: ""\ndata_dir: ../data\nlog_file: ""\ntemplate: t.md',
    'agent: node "./my agent.js" --acp',
    "agent: 'x'",
    'nats_url: ""',
    'nats_url: nats://me:pw@h:4222, TLS://h2',
    'iterations: 1e3',
    configText({}),
    configText({ model: 'm' }).replaceAll(/^# (?=[a-z_]+: )/gm, ''),
  ])('both accept %j', (text) => {
    expect([fits(parse(text)), isLoaded(text)]).toEqual([true, true]);
  });

  it.each([
    '- model',
    'model',
    'modle: m',
    'toString: x',
    'model:',
    'model: 5',
    'auto_commit: yes',
    'auto_commit: "true"',
    'data_dir: ""',
    'data_dir: "  "',
    'log_file: "a\\0b"',
    'log_level: loud',
    'log_level: INFO',
    'iterations: -1',
    'iterations: 1.5',
    'iterations: "5"',
    'max_failures: 0',
    'template: [a]',
    'theme: {a: 1}',
    'agent: ""',
    'agent: \'"" x\'',
    "agent: 'node \"a'",
    "agent: 'a \\'",
    'nats_url: http://h',
    'nats_url: "nats://h,"',
    'nats_replicas: 2',
  ])('both refuse %j', (text) => {
    expect([fits(parse(text)), isLoaded(text)]).toEqual([false, false]);
  });

  const line = fc.string({ unit: fc.constantFrom('"', "'", '\\', ' ', '\t', 'a', '-', 'é') });
  it('accept the same command lines', { timeout: PROPERTY_LIMIT_MS }, () => {
    const { accepts, jsonSchema } = CONFIG_FORMATS['command-line'] ?? expect.fail();
    const isCommandLine = ajv.compile(jsonSchema);
    fc.assert(
      fc.property(line, (text) => isCommandLine(text) === accepts(text)),
      { numRuns: 1000 },
    );
  });

  it('the schema never refuses a URL that the loader accepts', { timeout: PROPERTY_LIMIT_MS }, () => {
    const { accepts, jsonSchema } = CONFIG_FORMATS['nats-urls'] ?? expect.fail();
    const isUrls = ajv.compile(jsonSchema);
    const url = fc.tuple(fc.constantFrom('nats', 'tls', 'Nats', 'http'), fc.webAuthority(), fc.webPath());
    const urls = fc
      .array(url, { maxLength: 3 })
      .map((all) => all.map(([scheme, host, path]) => `${scheme}://${host}${path}`).join(','));
    fc.assert(fc.property(urls, (text) => isUrls(text) || !accepts(text)));
  });
});

describe('.iteratr.hooks.yml', () => {
  const fits = ajv.compile(hooksJsonSchema());

  function isLoaded(text: string): boolean {
    const directory = tempDir();
    writeFileSync(join(directory, '.iteratr.hooks.yml'), text);
    try {
      readHooksFile(directory);
      return true;
    } catch {
      return false;
    }
  }

  const hook = (lines: string): string => `version: 1\nhooks:\n  on_error:\n    - ${lines}\n`;

  it.each([
    'version: 1\n',
    'version: 1\nhooks:\n',
    'version: 1\nhooks: {}\n',
    'version: 1\nhooks:\n  session_start:\n  session_end: []\n',
    hook('command: echo {{error}} {{.Names}}'),
    hook('{command: npm test, timeout: 0.5, pipe_output: true}'),
    'version: 1\nhooks:\n  on_error: &a\n    - {command: x}\n  session_end: *a\n',
  ])('both accept %j', (text) => {
    expect([fits(parse(text)), isLoaded(text)]).toEqual([true, true]);
  });

  it.each([
    '',
    '- a\n',
    'hooks: {}\n',
    'version: 2\n',
    'version: "1"\n',
    'version: 1\nhook:\n',
    'version: 1\nhooks: []\n',
    'version: 1\nhooks:\n  pre_iterations: []\n',
    'version: 1\nhooks:\n  on_error: echo x\n',
    hook('echo x'),
    hook('timeout: 3'),
    hook('command:'),
    hook('command: " "'),
    hook('command: 7'),
    hook('command: [echo, x]'),
    hook('{command: x, timout: 3}'),
    hook('{command: x, timeout: 0}'),
    hook('{command: x, timeout: "5"}'),
    hook('{command: x, timeout: 5s}'),
    hook('{command: x, pipe_output: yes}'),
  ])('both refuse %j', (text) => {
    expect([fits(parse(text)), isLoaded(text)]).toEqual([false, false]);
  });
});
