// Generates the reference pages in specs/ from the configuration schema and the command definitions.
import type { CommandDefinition } from '../../adapters/cli/command.ts';
import { helpOf, overview } from '../../adapters/cli/help.ts';
import { CONFIG_KEYS, type ConfigKey, settingOf } from '../../adapters/config/config-schema.ts';
import { displayValue } from '../../adapters/config/display-value.ts';

const MADE = '<!-- Generated from the sources by `npm run docs`. Edit the sources, not this page. -->';

/** Returns specs/commands.md, without hidden commands. */
export function commandsPage(all: readonly CommandDefinition[]): string {
  const commands = all.filter(({ hidden }) => hidden !== true);
  const sections = commands.map((command) => `## ${command.name}\n\n${block(helpOf(command, commands))}`);
  return [
    '# Commands',
    MADE,
    'The `--help` text of each command.',
    block(overview([], all)),
    ...sections,
    '',
  ].join('\n\n');
}

function block(text: string): string {
  return `\`\`\`text\n${text.trimEnd()}\n\`\`\``;
}

/** Returns specs/configuration.md. */
export function configurationPage(): string {
  return [
    '# Configuration',
    MADE,
    [
      'Flags take precedence, then `ITERATR_*` variables, then `iteratr.yml` in the folder of the project, then `~/.config/iteratr/iteratr.yml` (or below `$XDG_CONFIG_HOME`), then defaults.',
      '`iteratr.yml`, `.iteratr.hooks.yml` and `.iteratr` belong to one folder, that of the project: the nearest one that has any of them, from the working directory upwards to the root of the git work tree. Without one, and outside of a git work tree, it is the working directory.',
      'Relative paths in a file are relative to that file, also `./` and `../` in a command line; those of flags and variables to the working directory, `data_dir` in your own file to the project.',
      '`iteratr config` shows every value and where it comes from.',
      'An unknown key or an invalid value is an error that names file, line, key and the allowed values.',
      'Editors check the file against the JSON Schema of the package, `specs/schemas/iteratr.schema.json`. `iteratr setup` refers to the schema in the file it writes if the path is valid for everyone who uses the file.',
    ].join('\n'),
    ...CONFIG_KEYS.map(keySection),
    '',
  ].join('\n\n');
}

const CONSENT = {
  always: 'In a project file, it needs your [consent](security.md).',
  outside: 'In a project file, a path outside the project folder needs your [consent](security.md).',
  agent:
    'In a project file, a value that chooses the agent, such as `claude:opus`, needs your [consent](security.md).',
  never: undefined,
} as const;

function keySection(key: ConfigKey): string {
  const { doc, allowed, default: standard, env, flag, consent, parts = [] } = settingOf(key);
  const places = [`variable \`${env}\``, ...(flag === null ? [] : [`flag \`${flag}\``])].join(', ');
  const lines = [
    `- Default: \`${standard === '' ? '""' : textOf(displayValue(key, standard as never))}\``,
    `- Allowed: ${allowed}`,
    `- Also: ${places}`,
    ...parts.map((part) => `- \`${key}.${part.name}\`: variable \`${part.env}\`, flag \`${part.flag}\``),
    ...(parts.length === 0 ? [] : [MERGED]),
    ...(CONSENT[consent] === undefined ? [] : [`- ${CONSENT[consent]}`]),
  ];
  return `## ${key}\n\n${doc}.\n\n${lines.join('\n')}`;
}

const MERGED =
  '- Each entry comes from the highest layer that sets it. A flag or variable of one entry overrides the map of its layer.';

function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
