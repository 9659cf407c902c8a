// Which packages each command may load. A command that loads another one has become slower for everybody.

const CLI = ['cac', 'leven'];
const CONFIG = ['convict', 'lodash.clonedeep', 'shlex', 'yaml', 'yargs-parser'];
const CONTAINER = ['@inversifyjs', 'inversify', 'reflect-metadata'];
const STORE = ['nats'];

/** Command lines that need nothing from the machine, each with the packages it may load. */
export const COMMANDS: readonly (readonly [args: readonly string[], packages: readonly string[]])[] = [
  [['--version'], []],
  [['--help'], CLI],
];
