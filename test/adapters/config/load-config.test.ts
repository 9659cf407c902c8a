// Configuration: every layer wins over the ones below it, and everything wrong is one line that says where and what.
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../../adapters/config/command-line.ts';
import { describeOrigin } from '../../../adapters/config/config-origin.ts';
import {
  type AppConfig,
  CONFIG_KEYS,
  CONFIG_SCHEMA,
  type ConfigFlags,
  propertyOf,
} from '../../../adapters/config/config-schema.ts';
import { loadConfig, type SurveyedConfig, surveyConfig } from '../../../adapters/config/load-config.ts';
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
  /** Below the project. */
  readonly cwd: string;
  readonly project: string;
  readonly home: string;
}

function place(): Place {
  const root = tempDir();
  const project = join(root, 'work');
  const cwd = join(project, 'below');
  const home = join(root, 'home');
  mkdirSync(cwd, { recursive: true });
  mkdirSync(home);
  return { cwd, project, home };
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function load({ global, project, env = {}, flags = {} }: Layers, at = place()): SurveyedConfig {
  if (global !== undefined) write(join(at.home, '.config/iteratr/iteratr.yml'), global);
  if (project !== undefined) write(join(at.project, 'iteratr.yml'), project);
  return loadConfig({ ...at, env, flags });
}

/** The message of the one error that loading gives, which must be a single line. */
function errorOf(layers: Layers, at = place()): string {
  try {
    load(layers, at);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    const { message } = error as ConfigError;
    expect(message).not.toMatch(/[\r\n]/);
    return message.replaceAll(at.project, 'PROJECT').replaceAll(at.home, 'HOME');
  }
  throw new Error('loading succeeded');
}

describe('defaults', () => {
  it('are what the documentation says, with paths below the folder of the project', () => {
    const at = place();
    const { config, origins } = load({}, at);
    expect(config).toEqual({
      model: '',
      autoCommit: true,
      dataDir: join(at.project, '.iteratr'),
      logLevel: 'info',
      logFile: '',
      logMaxSize: 0,
      logMaxFiles: 5,
      iterations: 0,
      limits: { minutes: 0, cost: 0, tokens: 0, session: { iterations: 0, minutes: 0, cost: 0, tokens: 0 } },
      prices: {},
      maxFailures: 3,
      idleTimeout: 600,
      toolTimeout: 3600,
      storeTimeout: 600,
      iterationTimeout: 0,
      headless: false,
      theme: 'dark',
      attention: 'all',
      template: '',
      plan: false,
      planTemplate: '',
      agent: 'opencode',
      agents: {},
      roles: {},
      notify: '',
      notifyOn: ['complete', 'failed', 'stuck', 'question', 'limit', 'wait'],
      agentMode: '',
      fallback: [],
      verify: [],
      verifyRounds: 2,
      protect: [],
      protectNew: false,
      review: { rounds: 0 },
      fallbackAfter: 300,
      envDeny: [],
      natsServer: '',
      natsUrl: '',
      natsCreds: '',
      natsCa: '',
      natsReplicas: 1,
      stallAfter: 5,
      answerTimeout: 'auto',
      workers: 1,
      worktreesDir: '',
      worktreeCopy: [],
      remote: '',
      tasksPerIteration: 1,
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
    ['project', filesOnly, 'project file PROJECT/iteratr.yml'],
    ['global', { global: all.global }, 'global file HOME/.config/iteratr/iteratr.yml'],
  ])('the value of the %s wins over those below', (winner, layers, origin) => {
    const at = place();
    const { config, origins } = load(layers, at);
    expect(config.model).toBe(winner);
    expect(describeOrigin(origins.model).replace(at.project, 'PROJECT').replace(at.home, 'HOME')).toBe(
      origin,
    );
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
    limits: [
      '{cost: 2.5, session: {tokens: 9}}',
      { minutes: 0, cost: 2.5, tokens: 0, session: { iterations: 0, minutes: 0, cost: 0, tokens: 9 } },
    ],
    prices: ['{opus: {input: 5, output: 25.5}}', { opus: { input: 5, output: 25.5 } }],
    max_failures: ['5', 5],
    idle_timeout: ['90', 90],
    store_timeout: ['90', 90],
    iteration_timeout: ['3600', 3600],
    theme: ['light', 'light'],
    attention: ['bell', 'bell'],
    headless: ['true', true],
    template: ['/t', '/t'],
    plan: ['true', true],
    plan_template: ['/p', '/p'],
    agent: ['node agent.js --acp', 'node agent.js --acp'],
    agents: [
      '{mine: {command: node a.js, env: {A: b}}}',
      { mine: { command: 'node a.js', env: { A: 'b' } } },
    ],
    agent_mode: ['code', 'code'],
    fallback: ['[codex, "gemini:pro"]', ['codex', 'gemini:pro']],
    fallback_after: ['60', 60],
    verify: ['[npm test]', ['npm test']],
    verify_rounds: ['0', 0],
    protect: ['["test/**"]', ['test/**']],
    protect_new: ['true', true],
    review: ['{template: /r, rounds: 3}', { template: '/r', rounds: 3 }],
    tool_timeout: ['60', 60],
    roles: ['{plan: claude}', { plan: 'claude' }],
    env_deny: ['[AWS_*, TOKEN]', ['AWS_*', 'TOKEN']],
    notify: ['https://example.org/x', 'https://example.org/x'],
    notify_on: ['[failed, wait]', ['failed', 'wait']],
    nats_server: ['/n', '/n'],
    nats_url: ['nats://h:1', 'nats://h:1'],
    nats_creds: ['/c', '/c'],
    nats_ca: ['/ca', '/ca'],
    nats_replicas: ['3', 3],
    stall_after: ['7', 7],
    answer_timeout: ['60', 60],
    workers: ['3', 3],
    worktrees_dir: ['/w', '/w'],
    worktree_copy: ['[.env]', ['.env']],
    remote: ['origin', 'origin'],
    tasks_per_iteration: ['0', 0],
    backup: ['false', false],
  } as const satisfies Record<(typeof CONFIG_KEYS)[number], readonly [string, unknown]>;

  it.each(CONFIG_KEYS)('%s can be set in a file', (key) => {
    const { config } = load({ project: `${key}: ${other[key][0]}` });
    expect(config[propertyOf(key)]).toEqual(other[key][1]);
  });

  it.each(CONFIG_KEYS)('%s can be set in the environment', (key) => {
    const { config } = load({ env: { [CONFIG_SCHEMA[key].env]: other[key][0] } });
    expect(config[propertyOf(key)]).toEqual(other[key][1]);
    expect(CONFIG_SCHEMA[key].env).toBe(`ITERATR_${key.toUpperCase()}`);
  });

  it.each(CONFIG_KEYS.filter((key) => CONFIG_SCHEMA[key].flag))('%s can be set by its flag', (key) => {
    const { flag } = CONFIG_SCHEMA[key];
    const property = propertyOf(key);
    const { config, origins } = load({ flags: { [property]: other[key][0] } });
    expect(config[property]).toEqual(other[key][1]);
    expect(origins[property]).toEqual({ kind: 'flag', flag });
  });
});

describe('review', () => {
  it.each([
    ['true', {}],
    ['false', { rounds: 0 }],
    ['{rounds: 1}', { rounds: 1 }],
  ])('%s is the same in a file and in a variable', (text, value) => {
    expect(load({ project: `review: ${text}` }).config.review).toEqual(value);
    expect(load({ env: { ITERATR_REVIEW: text } }).config.review).toEqual(value);
  });

  it('has a template relative to the file, which needs consent outside of the project', () => {
    const at = place();
    const inside = load({ project: 'review: {template: review.txt}' }, at);
    expect(inside.config.review).toEqual({ template: join(at.project, 'review.txt') });
    expect(inside.risks).toEqual([]);
    expect(load({ project: 'review: true' }).risks).toEqual([]);
    expect(load({ project: 'review: {template: ../review.txt}' }).risks).toMatchObject([{ key: 'review' }]);
  });

  it.each([
    ['{rounds: -1}', 'review.rounds is -1, expected a whole number from 0 to 100 (0 = no reviewer)'],
    ['{rounds: two}', 'review.rounds is "two", expected'],
    ['{template: [a]}', 'review.template is a list, expected the path of a file'],
    ['{round: 2}', 'unknown key "review.round"; did you mean review.rounds?'],
    ['maybe', 'review is "maybe", expected true, false, or a map'],
    ['[true]', 'review is a list, expected true, false, or a map'],
  ])('%s is an error that says what is wrong', (text, message) => {
    expect(errorOf({ project: `review: ${text}` })).toContain(message);
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

  it.each<[string, (at: Place) => string, Layers]>([
    ['the project file', ({ project }) => project, { project: 'template: ../sub/data' }],
    ['the global file', ({ home }) => join(home, '.config/iteratr'), { global: 'template: ../sub/data' }],
    ['a flag', ({ cwd }) => cwd, { flags: { template: '../sub/data' } }],
    ['a variable', ({ cwd }) => cwd, { env: { ITERATR_TEMPLATE: '../sub/data' } }],
  ])(
    'a relative path from %s starts there, of flags and variables in the working directory',
    (_, base, layers) => {
      const at = place();
      expect(load(layers, at).config.template).toBe(join(base(at), '../sub/data'));
    },
  );

  it('the data directory of the global file lies in each project', () => {
    const at = place();
    expect(load({ global: 'data_dir: sub' }, at).config.dataDir).toBe(join(at.project, 'sub'));
  });

  it('so do the words of a command line that are paths, and no others', () => {
    const at = { ...place(), project: join(place().project, "it's here") };
    const { config } = load({ project: 'agent: node ./a.js --dir ../b "c d" e/f' }, at);
    expect(parseCommandLine(config.agent)).toEqual([
      'node',
      join(at.project, 'a.js'),
      '--dir',
      join(at.project, '../b'),
      'c d',
      'e/f',
    ]);
    const env = { ITERATR_AGENT: './agent' };
    expect(load({ env }, at).config.agent).toBe(join(at.cwd, 'agent'));
    expect(load({ project: 'agent: "  node  a.js"' }, at).config.agent).toBe('  node  a.js');
  });

  it('a path that needs consent is one outside of the project, wherever the command is started', () => {
    const at = place();
    const risksOf = (project: string) => {
      write(join(at.project, 'iteratr.yml'), project);
      return surveyConfig({ ...at, env: {}, flags: {} }).risks;
    };
    expect(risksOf('template: prompts/mine')).toEqual([]);
    expect(risksOf('template: ../mine').map(({ key }) => key)).toEqual(['template']);
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
      `PROJECT/iteratr.yml:2: unknown key "autocommit"; did you mean auto_commit? The keys are ${keys}`,
    ],
    [
      'an unknown key in the global file',
      { global: 'modle: m' },
      `HOME/.config/iteratr/iteratr.yml:1: unknown key "modle"; did you mean model? The keys are ${keys}`,
    ],
    [
      'a key of every object',
      { project: 'toString: x' },
      `PROJECT/iteratr.yml:1: unknown key "toString"; The keys are ${keys}`,
    ],
    [
      'text where a number belongs',
      { project: 'iterations: "5"' },
      'PROJECT/iteratr.yml:1: iterations is "5", expected a whole number from 0 (0 = no limit)',
    ],
    [
      'a number where text belongs',
      { project: 'model: 5' },
      'PROJECT/iteratr.yml:1: model is 5, expected a model name such as anthropic/claude-sonnet-4-5, or agent:model such as claude:opus',
    ],
    [
      'a word for a truth value',
      { project: '\nheadless: yes' },
      'PROJECT/iteratr.yml:2: headless is "yes", expected true or false',
    ],
    [
      'no value',
      { project: 'model:' },
      'PROJECT/iteratr.yml:1: model is empty, expected a model name such as anthropic/claude-sonnet-4-5, or agent:model such as claude:opus',
    ],
    [
      'a list',
      { project: 'template: [a]' },
      'PROJECT/iteratr.yml:1: template is a list, expected the path of a file, or "" for the default template',
    ],
    [
      'a mapping',
      { project: 'log_level: {a: 1}' },
      'PROJECT/iteratr.yml:1: log_level is a mapping, expected debug, info, warn or error',
    ],
    [
      'a value not in the list',
      { project: 'log_level: loud' },
      'PROJECT/iteratr.yml:1: log_level is "loud", expected debug, info, warn or error',
    ],
    [
      'a negative number',
      { project: 'iterations: -1' },
      'PROJECT/iteratr.yml:1: iterations is -1, expected a whole number from 0 (0 = no limit)',
    ],
    [
      'none where there must be one',
      { project: 'max_failures: 0' },
      'PROJECT/iteratr.yml:1: max_failures is 0, expected a whole number from 1',
    ],
    [
      'a fraction',
      { project: 'iterations: 1.5' },
      'PROJECT/iteratr.yml:1: iterations is 1.5, expected a whole number from 0 (0 = no limit)',
    ],
    [
      'no number',
      { project: 'iterations: .nan' },
      'PROJECT/iteratr.yml:1: iterations is NaN, expected a whole number from 0 (0 = no limit)',
    ],
    [
      'an empty data directory',
      { project: 'data_dir: ""' },
      'PROJECT/iteratr.yml:1: data_dir is "", expected the path of a folder',
    ],
    [
      'a bad variable',
      { env: { ITERATR_HEADLESS: 'maybe' } },
      'environment variable ITERATR_HEADLESS: headless is "maybe", expected true or false',
    ],
    [
      'a path that begins with a variable',
      { project: 'data_dir: $DATA/x' },
      'PROJECT/iteratr.yml:1: data_dir is "$DATA/x", expected the path of a folder',
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
      'flag --model: model is true, expected a model name such as anthropic/claude-sonnet-4-5, or agent:model such as claude:opus',
    ],
    [
      'an unclosed quote',
      { env: { ITERATR_AGENT: 'node "a.js' } },
      'environment variable ITERATR_AGENT: agent is "node \\"a.js", expected opencode, claude, gemini, codex, copilot, qwen, kimi, vibe, goose, a name under agents, or a command line such as node ./agent.js --acp with every quote closed',
    ],
    [
      'a bad URL, with its password masked',
      { env: { ITERATR_NATS_URL: 'http://me:pa@ss@h' } },
      'environment variable ITERATR_NATS_URL: nats_url is "http://me:***@h", expected nats://host:port or tls://host:port, several separated by commas, or "" for an embedded server',
    ],
    [
      'a value over two lines',
      { project: 'log_level: "a\\nb"' },
      'PROJECT/iteratr.yml:1: log_level is "a\\nb", expected debug, info, warn or error',
    ],
    [
      'a mistake that a higher layer covers',
      { project: 'log_level: loud', env: { ITERATR_LOG_LEVEL: 'info' } },
      'PROJECT/iteratr.yml:1: log_level is "loud", expected debug, info, warn or error',
    ],
    [
      'an unclosed list',
      { project: 'model: a\ntemplate: [x' },
      'PROJECT/iteratr.yml:2:13: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    [
      'a tab',
      { project: '\tmodel: a' },
      'PROJECT/iteratr.yml:1:1: not valid YAML: Tabs are not allowed as indentation',
    ],
    [
      'a tag',
      { project: 'model: !secret x' },
      'PROJECT/iteratr.yml:1:8: not valid YAML: Unresolved tag: !secret',
    ],
    [
      'an alias without its anchor',
      { project: 'model: m\nagent: *nope' },
      'PROJECT/iteratr.yml:2: not valid YAML: Unresolved alias (the anchor must be set before the alias): nope',
    ],
    [
      'two documents',
      { project: 'model: m\n---\nmodel: n' },
      'PROJECT/iteratr.yml:2:1: not valid YAML: a second document begins here, but only one is allowed',
    ],
    [
      'a list for a file',
      { project: '- model' },
      'PROJECT/iteratr.yml:1: the file must contain lines of the form "key: value", such as "iterations: 5"',
    ],
    [
      'a word for a file',
      { project: 'model' },
      'PROJECT/iteratr.yml:1: the file must contain lines of the form "key: value", such as "iterations: 5"',
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
    mkdirSync(join(at.project, 'iteratr.yml'));
    expect(errorOf({}, at)).toBe('PROJECT/iteratr.yml is a directory, expected a configuration file');
  });

  it('a file without permission to read it', async () => {
    const at = place();
    write(join(at.project, 'iteratr.yml'), 'model: m');
    chmodSync(join(at.project, 'iteratr.yml'), 0);
    for (const directory of [dirname(at.project), at.project, at.cwd, at.home]) chmodSync(directory, 0o755);
    const error = await asNobody(() => errorOf({}, at));
    expect(error).toBe('cannot read PROJECT/iteratr.yml: you have no permission to read it');
  });

  it('a name that leads to itself', () => {
    const at = place();
    symlinkSync('iteratr.yml', join(at.project, 'iteratr.yml'));
    expect(errorOf({}, at)).toMatch(/^cannot read PROJECT\/iteratr\.yml: ELOOP/);
  });

  it('a configuration home that is a file is no configuration', () => {
    expect(load({ env: { XDG_CONFIG_HOME: '/dev/null' } }).config.model).toBe('');
  });
});
