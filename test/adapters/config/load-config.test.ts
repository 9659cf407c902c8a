// Configuration: every layer wins over the ones below it, and everything wrong is one line that says where and what.
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeOrigin } from '../../../adapters/config/config-origin.ts';
import {
  type AppConfig,
  CONFIG_KEYS,
  CONFIG_SCHEMA,
  type ConfigFlags,
  propertyOf,
} from '../../../adapters/config/config-schema.ts';
import { type LoadedConfig, loadConfig } from '../../../adapters/config/load-config.ts';
import { ConfigError } from '../../../application/errors.ts';
import { asNobody } from '../../support/as-nobody.ts';
import { tempDir } from '../../support/temp-dir.ts';

interface Layers {
  readonly global?: string;
  readonly project?: string;
  readonly env?: Record<string, string>;
  readonly flags?: ConfigFlags;
}

interface Place {
  readonly cwd: string;
  readonly home: string;
}

function place(): Place {
  const root = tempDir();
  const cwd = join(root, 'work');
  const home = join(root, 'home');
  mkdirSync(cwd);
  mkdirSync(home);
  return { cwd, home };
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function load({ global, project, env = {}, flags = {} }: Layers, { cwd, home } = place()): LoadedConfig {
  if (global !== undefined) write(join(home, '.config/iteratr/iteratr.yml'), global);
  if (project !== undefined) write(join(cwd, 'iteratr.yml'), project);
  return loadConfig({ cwd, home, env, flags });
}

/** The message of the one error that loading gives, which must be a single line. */
function errorOf(layers: Layers, at = place()): string {
  try {
    load(layers, at);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    const { message } = error as ConfigError;
    expect(message).not.toMatch(/[\r\n]/);
    return message.replaceAll(at.cwd, 'CWD').replaceAll(at.home, 'HOME');
  }
  throw new Error('loading succeeded');
}

describe('defaults', () => {
  it('are what the documentation says, with paths below the working directory', () => {
    const { cwd, home } = place();
    const { config, origins } = load({}, { cwd, home });
    expect(config).toEqual({
      model: '',
      autoCommit: true,
      dataDir: join(cwd, '.iteratr'),
      logLevel: 'info',
      logFile: '',
      logMaxSize: 0,
      logMaxFiles: 5,
      iterations: 0,
      maxFailures: 3,
      idleTimeout: 600,
      storeTimeout: 600,
      iterationTimeout: 0,
      headless: false,
      theme: 'dark',
      template: '',
      agent: 'opencode',
      natsServer: '',
      natsUrl: '',
      natsCreds: '',
      natsCa: '',
      natsReplicas: 1,
      stallAfter: 5,
      backup: true,
    } satisfies AppConfig);
    expect(new Set(Object.values(origins).map(describeOrigin))).toEqual(new Set(['default']));
  });

  it('cannot be changed', () => {
    const { config, origins } = load({});
    expect(Object.isFrozen(config) && Object.isFrozen(origins)).toBe(true);
  });
});

describe('layers', () => {
  const all = {
    global: 'model: global',
    project: 'model: project',
    env: { ITERATR_MODEL: 'environment' },
    flags: { model: 'flag' },
  };
  const { flags: _, ...noFlag } = all;
  const { env: __, ...filesOnly } = noFlag;

  it.each<[string, Layers, string]>([
    ['flag', all, 'flag --model'],
    ['environment', noFlag, 'environment ITERATR_MODEL'],
    ['project', filesOnly, 'project file CWD/iteratr.yml'],
    ['global', { global: all.global }, 'global file HOME/.config/iteratr/iteratr.yml'],
  ])('the value of the %s wins over those below', (winner, layers, origin) => {
    const at = place();
    const { config, origins } = load(layers, at);
    expect(config.model).toBe(winner);
    expect(describeOrigin(origins.model).replace(at.cwd, 'CWD').replace(at.home, 'HOME')).toBe(origin);
  });

  it('mix key by key', () => {
    const { config } = load({
      global: 'model: m\nlog_level: debug\niterations: 1',
      project: 'iterations: 2\nauto_commit: false',
      env: { ITERATR_ITERATIONS: '3' },
      flags: { headless: true },
    });
    expect(config).toMatchObject({
      model: 'm',
      logLevel: 'debug',
      iterations: 3,
      autoCommit: false,
      headless: true,
    });
  });

  it('of a key that is set twice in a file, the last line counts; both have to be right', () => {
    expect(load({ project: 'model: a\nauto_commit: true\nmodel: b' }).config.model).toBe('b');
    expect(() => load({ project: 'iterations: x\niterations: 3' })).toThrow(
      /iteratr\.yml:1: iterations is "x"/,
    );
  });

  it('a higher layer can say the default again', () => {
    expect(load({ project: 'headless: true', flags: { headless: false } }).config.headless).toBe(false);
    expect(load({ project: 'iterations: 3', env: { ITERATR_ITERATIONS: '0' } }).config.iterations).toBe(0);
  });

  it.each(['~/x', '$HOME/x', ['$', '{HOME}/x'].join('')])('%s is in the home directory', (path) => {
    const at = place();
    expect(load({ project: `data_dir: ${path}` }, at).config.dataDir).toBe(join(at.home, 'x'));
  });

  it('an empty variable is not set', () => {
    expect(load({ project: 'iterations: 3', env: { ITERATR_ITERATIONS: '' } }).config.iterations).toBe(3);
    expect(load({ env: { ITERATR_DATA_DIR: '' } }).config.dataDir).toMatch(/\.iteratr$/);
  });

  it('a flag that is undefined was not given', () => {
    expect(load({ project: 'model: m', flags: { model: undefined } }).config.model).toBe('m');
  });

  it('reads the global file below XDG_CONFIG_HOME', () => {
    const at = place();
    const xdg = join(at.home, 'elsewhere');
    write(join(xdg, 'iteratr/iteratr.yml'), 'model: xdg');
    const { config, origins } = load({ global: 'model: home', env: { XDG_CONFIG_HOME: xdg } }, at);
    expect(config.model).toBe('xdg');
    expect(origins.model).toEqual({ kind: 'global-file', path: join(xdg, 'iteratr/iteratr.yml') });
  });

  it.each(['', 'relative'])('an XDG_CONFIG_HOME of "%s" does not count', (xdg) => {
    expect(load({ global: 'model: home', env: { XDG_CONFIG_HOME: xdg } }).config.model).toBe('home');
  });

  it('lets other variables be, also with the prefix', () => {
    expect(load({ env: { ITERATR_SESSION: 's', ITERATR_MODLE: 'x' } }).config.model).toBe('');
  });
});

describe('every key', () => {
  const other = {
    model: ['a/b', 'a/b'],
    auto_commit: ['false', false],
    data_dir: ['/d', '/d'],
    log_level: ['warn', 'warn'],
    log_file: ['/l', '/l'],
    log_max_size: ['10', 10],
    log_max_files: ['3', 3],
    iterations: ['7', 7],
    max_failures: ['5', 5],
    idle_timeout: ['90', 90],
    store_timeout: ['90', 90],
    iteration_timeout: ['3600', 3600],
    theme: ['light', 'light'],
    headless: ['true', true],
    template: ['/t', '/t'],
    agent: ['node ./agent.js --acp', 'node ./agent.js --acp'],
    nats_server: ['/n', '/n'],
    nats_url: ['nats://h:1', 'nats://h:1'],
    nats_creds: ['/c', '/c'],
    nats_ca: ['/ca', '/ca'],
    nats_replicas: ['3', 3],
    stall_after: ['7', 7],
    backup: ['false', false],
  } as const satisfies Record<(typeof CONFIG_KEYS)[number], readonly [string, unknown]>;

  it.each(CONFIG_KEYS)('%s can be set in a file', (key) => {
    const { config } = load({ project: `${key}: ${other[key][0]}` });
    expect(config[propertyOf(key)]).toBe(other[key][1]);
  });

  it.each(CONFIG_KEYS)('%s can be set in the environment', (key) => {
    const { config } = load({ env: { [CONFIG_SCHEMA[key].env]: other[key][0] } });
    expect(config[propertyOf(key)]).toBe(other[key][1]);
    expect(CONFIG_SCHEMA[key].env).toBe(`ITERATR_${key.toUpperCase()}`);
  });

  it.each(CONFIG_KEYS.filter((key) => CONFIG_SCHEMA[key].flag))('%s can be set by its flag', (key) => {
    const { flag } = CONFIG_SCHEMA[key];
    const property = propertyOf(key);
    const { config, origins } = load({ flags: { [property]: other[key][0] } });
    expect(config[property]).toBe(other[key][1]);
    expect(origins[property]).toEqual({ kind: 'flag', flag });
  });
});

describe('values', () => {
  it.each([
    ['true', true],
    ['TRUE', true],
    ['1', true],
    ['yes', true],
    ['false', false],
    ['0', false],
    ['no', false],
  ])('the variable ITERATR_HEADLESS=%s is %s', (text, value) => {
    expect(load({ env: { ITERATR_HEADLESS: text } }).config.headless).toBe(value);
  });

  it('a flag may arrive as a number or as text', () => {
    expect(load({ flags: { iterations: 5 } }).config.iterations).toBe(5);
    expect(load({ flags: { iterations: '5' } }).config.iterations).toBe(5);
    expect(load({ flags: { model: 5 } }).config.model).toBe('5');
  });

  it.each<[string, (config: AppConfig) => string, Layers]>([
    ['a file', (c) => c.dataDir, { project: 'data_dir: sub/data' }],
    ['the global file', (c) => c.dataDir, { global: 'data_dir: sub/data' }],
    ['a flag', (c) => c.dataDir, { flags: { dataDir: './sub/data' } }],
    ['a variable', (c) => c.logFile, { env: { ITERATR_LOG_FILE: 'sub/data' } }],
    ['a template', (c) => c.template, { project: 'template: sub/data' }],
  ])('a relative path from %s starts at the working directory', (_, pick, layers) => {
    const at = place();
    expect(pick(load(layers, at).config)).toBe(join(at.cwd, 'sub/data'));
  });

  it('a path from ~ starts at the home directory', () => {
    const at = place();
    expect(load({ project: 'log_file: ~/i.log' }, at).config.logFile).toBe(join(at.home, 'i.log'));
  });

  it.each(['', '# only a comment\n', '\uFEFF', '---\n', 'null'])('the file %j sets nothing', (text) => {
    expect(load({ project: text }).config.model).toBe('');
  });

  it('a file may begin with a byte order mark, have Windows line ends and anchors', () => {
    const { config } = load({ project: '\uFEFFmodel: &m x\r\nagent: *m\r\n' });
    expect(config).toMatchObject({ model: 'x', agent: 'x' });
  });
});

describe('errors', () => {
  const keys = CONFIG_KEYS.join(', ');

  it.each<[string, Layers, string]>([
    [
      'an unknown key',
      { project: 'model: m\nautocommit: true\n' },
      `CWD/iteratr.yml:2: unknown key "autocommit"; did you mean auto_commit? The keys are ${keys}`,
    ],
    [
      'an unknown key in the global file',
      { global: 'modle: m' },
      `HOME/.config/iteratr/iteratr.yml:1: unknown key "modle"; did you mean model? The keys are ${keys}`,
    ],
    [
      'a key of every object',
      { project: 'toString: x' },
      `CWD/iteratr.yml:1: unknown key "toString"; did you mean log_file? The keys are ${keys}`,
    ],
    [
      'text where a number belongs',
      { project: 'iterations: "5"' },
      'CWD/iteratr.yml:1: iterations is "5", expected a whole number from 0 (0 = no limit)',
    ],
    [
      'a number where text belongs',
      { project: 'model: 5' },
      'CWD/iteratr.yml:1: model is 5, expected a model name such as anthropic/claude-sonnet-4-5',
    ],
    [
      'a word for a truth value',
      { project: '\nheadless: yes' },
      'CWD/iteratr.yml:2: headless is "yes", expected true or false',
    ],
    [
      'no value',
      { project: 'model:' },
      'CWD/iteratr.yml:1: model is empty, expected a model name such as anthropic/claude-sonnet-4-5',
    ],
    [
      'a list',
      { project: 'template: [a]' },
      'CWD/iteratr.yml:1: template is a list, expected the path of a file, or "" for the default template',
    ],
    [
      'a mapping',
      { project: 'log_level: {a: 1}' },
      'CWD/iteratr.yml:1: log_level is a mapping, expected debug, info, warn or error',
    ],
    [
      'a value not in the list',
      { project: 'log_level: loud' },
      'CWD/iteratr.yml:1: log_level is "loud", expected debug, info, warn or error',
    ],
    [
      'a negative number',
      { project: 'iterations: -1' },
      'CWD/iteratr.yml:1: iterations is -1, expected a whole number from 0 (0 = no limit)',
    ],
    [
      'none where there must be one',
      { project: 'max_failures: 0' },
      'CWD/iteratr.yml:1: max_failures is 0, expected a whole number from 1',
    ],
    [
      'a fraction',
      { project: 'iterations: 1.5' },
      'CWD/iteratr.yml:1: iterations is 1.5, expected a whole number from 0 (0 = no limit)',
    ],
    [
      'no number',
      { project: 'iterations: .nan' },
      'CWD/iteratr.yml:1: iterations is NaN, expected a whole number from 0 (0 = no limit)',
    ],
    [
      'an empty data directory',
      { project: 'data_dir: ""' },
      'CWD/iteratr.yml:1: data_dir is "", expected the path of a folder',
    ],
    [
      'a bad variable',
      { env: { ITERATR_HEADLESS: 'maybe' } },
      'environment variable ITERATR_HEADLESS: headless is "maybe", expected true or false',
    ],
    [
      'a path that begins with a variable',
      { project: 'data_dir: $DATA/x' },
      'CWD/iteratr.yml:1: data_dir is "$DATA/x", expected the path of a folder',
    ],
    [
      'a number with more behind it',
      { env: { ITERATR_ITERATIONS: '5x' } },
      'environment variable ITERATR_ITERATIONS: iterations is "5x", expected a whole number from 0 (0 = no limit)',
    ],
    [
      'a bad flag',
      { flags: { iterations: '-1' } },
      'flag --iterations: iterations is "-1", expected a whole number from 0 (0 = no limit)',
    ],
    ['a flag given twice', { flags: { model: ['a', 'b'] } }, 'flag --model: given 2 times, expected once'],
    [
      'a flag without its value',
      { flags: { model: true } },
      'flag --model: model is true, expected a model name such as anthropic/claude-sonnet-4-5',
    ],
    [
      'an unclosed quote',
      { env: { ITERATR_AGENT: 'node "a.js' } },
      'environment variable ITERATR_AGENT: agent is "node \\"a.js", expected opencode, or a command line such as node ./agent.js --acp with every quote closed',
    ],
    [
      'a bad URL, with its password masked',
      { env: { ITERATR_NATS_URL: 'http://me:pa@ss@h' } },
      'environment variable ITERATR_NATS_URL: nats_url is "http://me:***@h", expected nats://host:port or tls://host:port, several separated by commas, or "" for an embedded server',
    ],
    [
      'a value over two lines',
      { project: 'log_level: "a\\nb"' },
      'CWD/iteratr.yml:1: log_level is "a\\nb", expected debug, info, warn or error',
    ],
    [
      'a mistake that a higher layer covers',
      { project: 'log_level: loud', env: { ITERATR_LOG_LEVEL: 'info' } },
      'CWD/iteratr.yml:1: log_level is "loud", expected debug, info, warn or error',
    ],
    [
      'an unclosed list',
      { project: 'model: a\ntemplate: [x' },
      'CWD/iteratr.yml:2:13: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    [
      'a tab',
      { project: '\tmodel: a' },
      'CWD/iteratr.yml:1:1: not valid YAML: Tabs are not allowed as indentation',
    ],
    [
      'a tag',
      { project: 'model: !secret x' },
      'CWD/iteratr.yml:1:8: not valid YAML: Unresolved tag: !secret',
    ],
    [
      'an alias without its anchor',
      { project: 'model: m\nagent: *nope' },
      'CWD/iteratr.yml:2: not valid YAML: Unresolved alias (the anchor must be set before the alias): nope',
    ],
    [
      'two documents',
      { project: 'model: m\n---\nmodel: n' },
      'CWD/iteratr.yml:2:1: not valid YAML: a second document begins here, but only one is allowed',
    ],
    [
      'a list for a file',
      { project: '- model' },
      'CWD/iteratr.yml:1: the file must contain lines of the form "key: value", such as "iterations: 5"',
    ],
    [
      'a word for a file',
      { project: 'model' },
      'CWD/iteratr.yml:1: the file must contain lines of the form "key: value", such as "iterations: 5"',
    ],
  ])('%s', (_, layers, message) => {
    expect(errorOf(layers)).toBe(message);
  });

  it('cuts a long value', () => {
    const message = errorOf({ project: `log_level: ${'x'.repeat(5000)}` });
    expect(message.length).toBeLessThan(250);
  });

  it('a directory in place of the file', () => {
    const at = place();
    mkdirSync(join(at.cwd, 'iteratr.yml'));
    expect(errorOf({}, at)).toBe('CWD/iteratr.yml is a directory, expected a configuration file');
  });

  it('a file without permission to read it', async () => {
    const at = place();
    write(join(at.cwd, 'iteratr.yml'), 'model: m');
    chmodSync(join(at.cwd, 'iteratr.yml'), 0);
    for (const directory of [dirname(at.cwd), at.cwd, at.home]) chmodSync(directory, 0o755);
    const error = await asNobody(() => errorOf({}, at));
    expect(error).toBe('cannot read CWD/iteratr.yml: you have no permission to read it');
  });

  it('a name that leads to itself', () => {
    const at = place();
    symlinkSync('iteratr.yml', join(at.cwd, 'iteratr.yml'));
    expect(errorOf({}, at)).toMatch(/^cannot read CWD\/iteratr\.yml: ELOOP/);
  });

  it('a configuration home that is a file is no configuration', () => {
    expect(load({ env: { XDG_CONFIG_HOME: '/dev/null' } }).config.model).toBe('');
  });
});
