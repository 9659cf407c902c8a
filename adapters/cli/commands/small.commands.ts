// The commands that need little: config, gen-template, mcp, version.
import { booleanOption, type CommandDefinition, textOption } from '../command.ts';
import {
  type ConfigFlags,
  configFlags,
  DATA_DIR_OPTION,
  JSON_OPTION,
  SESSION_OPTION,
  TRUST_OPTION,
} from './config-options.ts';

/** `show` prints the merged configuration. */
export function configCommand(
  show: (json: boolean, config: ConfigFlags) => Promise<number>,
): CommandDefinition {
  return {
    name: 'config',
    description: 'Show every configuration value and where it comes from.',
    options: [JSON_OPTION, TRUST_OPTION],
    examples: ['config', 'config --json'],
    run: (input) => show(booleanOption(input, 'json') ?? false, configFlags(input, [])),
  };
}

/** `write` puts the default template at a path and returns the exit code. */
export function genTemplateCommand(
  write: (path: string, options: { readonly force: boolean }) => Promise<number>,
): CommandDefinition {
  return {
    name: 'gen-template',
    description: 'Write the default prompt template to a file, for you to change and use with --template.',
    options: [
      {
        flags: '-o, --output <path>',
        description: 'file to write (default .iteratr.template)',
        value: 'file',
      },
      { flags: '-f, --force', description: 'overwrite the file if it exists' },
    ],
    examples: ['gen-template', 'gen-template --output team-template.txt'],
    run: (input) =>
      write(textOption(input, 'output') ?? '.iteratr.template', {
        force: booleanOption(input, 'force') ?? false,
      }),
  };
}

/** `serve` answers MCP requests on stdin and stdout until stdin ends. */
export function mcpCommand(
  serve: (session: string | undefined, config: ConfigFlags) => Promise<number>,
): CommandDefinition {
  return {
    name: 'mcp',
    group: 'For the agent',
    description: "Serve the agent's tools over MCP on stdin and stdout.",
    options: [SESSION_OPTION, DATA_DIR_OPTION, TRUST_OPTION],
    examples: ['mcp --name my-session'],
    run: (input) => serve(textOption(input, 'name'), configFlags(input, ['data-dir'])),
  };
}

/** `print` writes version, commit and build date. */
export function versionCommand(print: (json: boolean) => number): CommandDefinition {
  return {
    name: 'version',
    description: 'Show version, commit and build date.',
    options: [JSON_OPTION],
    examples: ['version', 'version --json'],
    run: async (input) => print(booleanOption(input, 'json') ?? false),
  };
}
