// Specifies the configuration file that is written: it is read back as it was meant, whatever the values are.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fileLayer } from '../../../adapters/config/config-layers.ts';
import { CONFIG_KEYS, CONFIG_SCHEMA } from '../../../adapters/config/config-schema.ts';
import { type ConfigValues, configText } from '../../../adapters/config/config-text.ts';
import { PROPERTY_LIMIT_MS } from '../../support/property-limit.ts';
import { tempDir } from '../../support/temp-dir.ts';

function readBack(text: string): ConfigValues {
  const path = join(tempDir(), 'iteratr.yml');
  writeFileSync(path, text);
  const { settings, problems } = fileLayer('project-file', path);
  expect(problems).toEqual([]);
  return Object.fromEntries(settings.map(({ key, value }) => [key, value]));
}

it('is read back as it was meant', { timeout: PROPERTY_LIMIT_MS }, () => {
  const values = fc.record(
    {
      model: fc.string({ unit: 'grapheme', minLength: 1 }),
      auto_commit: fc.boolean(),
      iterations: fc.nat(),
      theme: fc.constantFrom('dark', 'light'),
    },
    { requiredKeys: [] },
  );
  const directory = join(tempDir(), 'iteratr.yml');
  fc.assert(
    fc.property(values, (given) => {
      writeFileSync(directory, configText(given));
      const { settings, problems } = fileLayer('project-file', directory);
      expect(problems).toEqual([]);
      expect(Object.fromEntries(settings.map(({ key, value }) => [key, value]))).toEqual(given);
    }),
  );
});

it('sets nothing by itself, and every default when the lines are let count', () => {
  const text = configText({});
  expect(readBack(text)).toEqual({});
  const all = readBack(text.replaceAll(/^# (?=[a-z_]+: )/gm, ''));
  expect(all).toEqual(Object.fromEntries(CONFIG_KEYS.map((key) => [key, CONFIG_SCHEMA[key].default])));
});

it('begins with its schema, where there is one to name', () => {
  const text = configText({ model: 'm' }, 'file:///s.json');
  expect(text).toMatch(/^# yaml-language-server: \$schema=file:\/\/\/s\.json\n# Configuration/);
  expect(readBack(text)).toEqual({ model: 'm' });
});
