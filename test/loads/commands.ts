// Which packages each command may load. A command that loads another one starts more slowly for everybody.

const CLI = ['cac'];
const CONTAINER = [
  '@inversifyjs/common',
  '@inversifyjs/container',
  '@inversifyjs/core',
  '@inversifyjs/plugin',
  '@inversifyjs/reflect-metadata-utils',
  'reflect-metadata',
];
const CONFIGURATION = ['convict', 'lodash.clonedeep', 'shlex', 'yaml', 'yargs-parser'];
const STORE = ['nats', 'nkeys.js', 'tweetnacl'];
const COMPOSED = [...CLI, ...CONTAINER];
const CONFIGURED = [...COMPOSED, ...CONFIGURATION];
const STORED = [...CONFIGURED, ...STORE];

/** Command lines that work on any machine, each with the packages it may load. */
export const COMMANDS: readonly (readonly [commandLine: string, packages: readonly string[]])[] = [
  ['--version', []],
  ['--help', CLI],
  ['version', CLI],
  ['completion bash', CLI],
  ['complete -- sess', CLI],
  ['gen-template', CONFIGURED],
  ['config', [...CLI, ...CONFIGURATION, 'get-east-asian-width']],
  ['agents', [...CONFIGURED, 'get-east-asian-width']],
  ['trust --list', CONFIGURED],
  ['setup --model a/b', CONFIGURED],
  ['sessions', [...CONFIGURED, 'get-east-asian-width']],
  ['hooks check', [...CONFIGURED, 'liquidjs']],
  ['tool task-list --name none', STORED],
  ['sessions show none', [...STORED, 'get-east-asian-width']],
  ['sessions rename none other', STORED],
  ['sessions restore none', CONFIGURED],
  ['pause --name none', STORED],
  ['questions --name none', STORED],
  ['attach --name none', CONFIGURED],
  ['replay none --cast none', STORED],
  ['spec', CONFIGURED],
];
