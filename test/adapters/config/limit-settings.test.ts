// The keys `limits` and `prices`: each limit comes from the highest layer that sets it, and a mistake names its place in the map.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ConfigFlags } from '../../../adapters/config/config-schema.ts';
import { configText } from '../../../adapters/config/config-text.ts';
import { NO_LIMIT_SETTINGS } from '../../../adapters/config/limit-settings.ts';
import { type LoadedConfig, loadConfig } from '../../../adapters/config/load-config.ts';
import { ConfigError } from '../../../application/errors.ts';
import { tempDir } from '../../support/temp-dir.ts';

interface Layers {
  readonly global?: string;
  readonly project?: string;
  readonly env?: Record<string, string>;
  readonly flags?: ConfigFlags;
}

let root = '';

function load({ global = '', project = '', env = {}, flags = {} }: Layers): LoadedConfig {
  root = tempDir();
  mkdirSync(join(root, '.config/iteratr'), { recursive: true });
  writeFileSync(join(root, '.config/iteratr/iteratr.yml'), global);
  writeFileSync(join(root, 'iteratr.yml'), project);
  return loadConfig({ cwd: root, project: root, home: root, env, flags });
}

function errorOf(layers: Layers): string {
  try {
    load(layers);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message.replaceAll(root, 'PROJECT');
  }
  throw new Error('loading succeeded');
}

describe('each limit comes from the highest layer that sets it', () => {
  it('over all layers', () => {
    const { config, origins } = load({
      global: 'limits: {minutes: 1, cost: 1, tokens: 1, session: {cost: 1, minutes: 1, tokens: 1}}',
      project: 'limits: {cost: 2, tokens: 2, session: {minutes: 2, tokens: 2}}',
      env: { ITERATR_LIMITS: '{"tokens": 3, "session": {"tokens": 3}}' },
      flags: { maxTokens: '4' },
    });
    expect(config.limits).toEqual({
      minutes: 1,
      cost: 2,
      tokens: 4,
      session: { iterations: 0, minutes: 2, cost: 1, tokens: 3 },
    });
    expect(origins.limits).toEqual({ kind: 'flag', flag: '--max-tokens' });
  });

  it.each([
    ['minutes', 'ITERATR_MAX_MINUTES', 'maxMinutes'],
    ['cost', 'ITERATR_MAX_COST', 'maxCost'],
    ['tokens', 'ITERATR_MAX_TOKENS', 'maxTokens'],
  ] as const)('%s has a variable and a flag', (name, variable, flag) => {
    const project = `limits: {${name}: 1}`;
    const env = { ITERATR_LIMITS: `{${name}: 2}` };
    const limit = (layers: Layers) => load(layers).config.limits[name];
    expect(limit({ project, env })).toBe(2);
    expect(limit({ project, env: { ...env, [variable]: '3' } })).toBe(3);
    expect(limit({ project, env: { ...env, [variable]: '' } })).toBe(2);
    expect(limit({ project, env: { ...env, [variable]: '3' }, flags: { [flag]: '0' } })).toBe(0);
  });

  it('and fractions are allowed for time and money', () => {
    expect(load({ flags: { maxCost: '2.50', maxMinutes: '0.5' } }).config.limits).toEqual({
      ...NO_LIMIT_SETTINGS,
      cost: 2.5,
      minutes: 0.5,
    });
  });

  it('the last line of a file counts whole', () => {
    expect(load({ project: 'limits: {cost: 1}\nlimits: {tokens: 2}' }).config.limits).toEqual({
      ...NO_LIMIT_SETTINGS,
      tokens: 2,
    });
  });
});

describe('a mistake', () => {
  const money = 'an amount of money from 0 (0 = no limit)';
  const count = 'a whole number from 0 (0 = no limit)';
  const minutes = 'a number of minutes from 0 (0 = no limit)';
  const price = 'a number of US dollars for a million tokens, from 0';
  const runKeys = 'The keys are limits.minutes, limits.cost, limits.tokens, limits.session';

  it.each<[Layers, string]>([
    [
      { project: 'model: m\nlimits: {cost: -1}' },
      `PROJECT/iteratr.yml:2: limits.cost is -1, expected ${money}`,
    ],
    [{ project: 'limits: {cost: .nan}' }, `PROJECT/iteratr.yml:1: limits.cost is NaN, expected ${money}`],
    [
      { project: 'limits: {cost: 1e999}' },
      `PROJECT/iteratr.yml:1: limits.cost is Infinity, expected ${money}`,
    ],
    [{ project: 'limits: {cost: "5"}' }, `PROJECT/iteratr.yml:1: limits.cost is "5", expected ${money}`],
    [{ project: 'limits: {cost:}' }, `PROJECT/iteratr.yml:1: limits.cost is empty, expected ${money}`],
    [
      { project: 'limits: {minutes: [1]}' },
      `PROJECT/iteratr.yml:1: limits.minutes is a list, expected ${minutes}`,
    ],
    [{ project: 'limits: {tokens: 1.5}' }, `PROJECT/iteratr.yml:1: limits.tokens is 1.5, expected ${count}`],
    [
      { project: 'limits: {session: {iterations: -1}}' },
      `PROJECT/iteratr.yml:1: limits.session.iterations is -1, expected ${count}`,
    ],
    [
      { project: 'limits: {session: 5}' },
      'PROJECT/iteratr.yml:1: limits.session is 5, expected a map such as {cost: 20}',
    ],
    [
      { project: 'limits: {costs: 5}' },
      `PROJECT/iteratr.yml:1: unknown key "limits.costs"; did you mean limits.cost? ${runKeys}`,
    ],
    [
      { project: 'limits: {iterations: 5}' },
      `PROJECT/iteratr.yml:1: unknown key "limits.iterations"; ${runKeys}`,
    ],
    [
      { project: 'limits: {session: {coast: 5}}' },
      'PROJECT/iteratr.yml:1: unknown key "limits.session.coast"; did you mean limits.session.cost? The keys are limits.session.iterations, limits.session.minutes, limits.session.cost, limits.session.tokens',
    ],
    [
      { env: { ITERATR_LIMITS: '{cost: -1}' } },
      `environment variable ITERATR_LIMITS: limits.cost is -1, expected ${money}`,
    ],
    [
      { env: { ITERATR_MAX_COST: 'five' } },
      `environment variable ITERATR_MAX_COST: limits.cost is "five", expected ${money}`,
    ],
    [
      { env: { ITERATR_MAX_TOKENS: '1e6' } },
      `environment variable ITERATR_MAX_TOKENS: limits.tokens is "1e6", expected ${count}`,
    ],
    [{ flags: { maxCost: '1e999' } }, `flag --max-cost: limits.cost is "1e999", expected ${money}`],
    [{ flags: { maxCost: '-1' } }, `flag --max-cost: limits.cost is "-1", expected ${money}`],
    [{ flags: { maxMinutes: '' } }, `flag --max-minutes: limits.minutes is "", expected ${minutes}`],
    [{ flags: { maxTokens: 'NaN' } }, `flag --max-tokens: limits.tokens is "NaN", expected ${count}`],
    [
      { project: 'prices: {opus: {input: -3, output: 15}}' },
      `PROJECT/iteratr.yml:1: prices.opus.input is -3, expected ${price}`,
    ],
    [
      { project: 'prices: {opus: {input: 3}}' },
      `PROJECT/iteratr.yml:1: prices.opus.output is missing, expected ${price}`,
    ],
    [
      { project: 'prices: {opus: {input: 3, output: 1, in: 4}}' },
      'PROJECT/iteratr.yml:1: unknown key "prices.opus.in"; did you mean prices.opus.input? The keys are prices.opus.input, prices.opus.output',
    ],
    [
      { env: { ITERATR_PRICES: '{opus: 3}' } },
      'environment variable ITERATR_PRICES: prices.opus is 3, expected a map such as {input: 3, output: 15}',
    ],
  ])('in %j names its place, value and what is allowed', (layers, message) => {
    expect(errorOf(layers)).toBe(message);
  });

  it.each([
    [{ project: 'limits:' }, /^PROJECT\/iteratr\.yml:1: limits is empty, expected a map such as /],
    [{ project: 'limits: 5' }, /^PROJECT\/iteratr\.yml:1: limits is 5, expected a map such as /],
    [
      { env: { ITERATR_LIMITS: 'five' } },
      /^environment variable ITERATR_LIMITS: limits is "five", expected a map/,
    ],
  ])('%j is not a map at all', (layers, message) => {
    expect(errorOf(layers)).toMatch(message);
  });
});

it('setup keeps a map on one line, as it was written', () => {
  const text = configText({ limits: { cost: 5, session: { tokens: 9 } } as never });
  expect(text).toContain('\nlimits: { cost: 5, session: { tokens: 9 } }\n');
  expect(load({ project: text }).config.limits).toMatchObject({ cost: 5, session: { tokens: 9 } });
});
