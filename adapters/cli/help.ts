// Formats the help texts of the program and its commands.
import { COMMAND_GROUPS, type CommandDefinition, longName, type OptionDefinition } from './command.ts';

const WHAT_IT_IS = 'iteratr runs an AI coding agent in a loop until every task of a spec is done.';
const HELP_ROW: Row = ['-h, --help', 'show this help'];
/** The commands that a new user needs first, in this order. */
const FIRST_STEPS = ['doctor', 'setup', 'spec', 'build'];
const WIDTH = 80;

type Row = readonly [left: string, right: string];

/** Returns the text for a user who runs the program without arguments. */
export function firstSteps(commands: readonly CommandDefinition[]): string {
  const steps = FIRST_STEPS.flatMap((step) => commands.filter(({ name }) => name === step));
  const rows = steps.map(({ name, description }): Row => [`iteratr ${name}`, description]);
  return [
    WHAT_IT_IS,
    `Start with:\n${table(rows, WIDTH)}`,
    'All commands: iteratr --help. One command, with examples: iteratr build --help.\n',
  ].join('\n\n');
}

/** Lists all commands, or those of the group that `args` names. */
export function overview(args: readonly string[], all: readonly CommandDefinition[]): string {
  const commands = all.filter(({ hidden }) => hidden !== true);
  const members = membersOf(args[0] ?? '', commands);
  const usage = `Usage: iteratr ${members.length > 0 ? `${args[0]} ` : ''}<command> [options]`;
  if (members.length > 0) return [WHAT_IT_IS, usage, memberTable(members)].join('\n\n').concat('\n');
  const rows = new Map(headsOf(commands).map((head) => [head, rowOf(head, commands)]));
  const width = Math.max(...[...rows.values()].map(([left]) => left.length));
  const sections = [...COMMAND_GROUPS, undefined].flatMap((group) => {
    const listed = [...rows].flatMap(([{ group: own }, row]) => (own === group ? [row] : []));
    return listed.length === 0 ? [] : [`${group ?? 'More'}:\n${table(listed, WIDTH, width)}`];
  });
  const last = 'Every command has --help with examples. `iteratr --version` shows the version.\n';
  return [WHAT_IT_IS, usage, ...sections, last].join('\n\n');
}

export function helpOf(command: CommandDefinition, commands: readonly CommandDefinition[]): string {
  const rows = command.options.flatMap(optionRows);
  const usage = `Usage: iteratr ${[command.name, command.positionals, '[options]'].filter(Boolean).join(' ')}`;
  const members = membersOf(command.name, commands);
  const sections = [
    command.description,
    usage,
    ...(members.length > 0 ? [memberTable(members)] : []),
    `Options:\n${table([...rows, HELP_ROW])}`,
  ];
  if (command.exitCodes) sections.push(`Exit codes:\n${table(command.exitCodes)}`);
  if (command.examples.length > 0) {
    sections.push(`Examples:\n${command.examples.map((example) => `  iteratr ${example}`).join('\n')}`);
  }
  return `${sections.join('\n\n')}\n`;
}

function optionRows({ flags, description, negatable }: OptionDefinition): Row[] {
  return [[flags, description], ...(negatable ? [[`--no-${longName(flags)}`, 'turn it off'] as const] : [])];
}

function membersOf(group: string, commands: readonly CommandDefinition[]): CommandDefinition[] {
  return commands.filter(({ name }) => name.startsWith(`${group} `));
}

function memberTable(members: readonly CommandDefinition[]): string {
  return `Commands:\n${table(
    members.map(({ name, description }): Row => [name, description]),
    WIDTH,
  )}`;
}

/** Returns one command per row of the overview. A group without a command of its own is represented by its first member. */
function headsOf(commands: readonly CommandDefinition[]): CommandDefinition[] {
  const seen = new Set(commands.flatMap(({ name }) => (name.includes(' ') ? [] : [name])));
  return commands.filter(({ name }) => {
    const [group = ''] = name.split(' ');
    if (!name.includes(' ')) return true;
    if (seen.has(group)) return false;
    seen.add(group);
    return true;
  });
}

function rowOf({ name, description }: CommandDefinition, commands: readonly CommandDefinition[]): Row {
  const [group = ''] = name.split(' ');
  const members = membersOf(group, commands).map((member) => member.name.slice(group.length + 1));
  return members.length === 0 ? [name, description] : [`${group} …`, members.join(', ')];
}

/** Returns two columns, wrapped at `lineWidth`. A longer word is not broken. */
function table(rows: readonly Row[], lineWidth = Number.POSITIVE_INFINITY, leftWidth = 0): string {
  const width = Math.max(leftWidth, ...rows.map(([left]) => left.length));
  const indent = ' '.repeat(width + 4);
  return rows
    .map(([left, right]) =>
      `  ${left.padEnd(width)}  ${wrapped(right, lineWidth - width - 4).join(`\n${indent}`)}`.trimEnd(),
    )
    .join('\n');
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
