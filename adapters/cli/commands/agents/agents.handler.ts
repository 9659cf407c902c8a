// Prints the agents to choose from, or all that is known of one of them.

import { InputError } from '../../../../application/errors.ts';
import { plainJson, plainLine } from '../../../../application/wording/plain-text.ts';
import type { ConfigFlags } from '../../config-options.ts';
import type { Console } from '../../console.ts';
import { EXIT } from '../../exit-codes.ts';
import { alignColumns } from '../../report/align-columns.ts';
import type { AgentsRequest } from './agents.command.ts';

export interface AgentRow {
  readonly name: string;
  readonly command: readonly string[];
  /** Absolute path of its program; null if it is not installed. */
  readonly path: string | null;
  readonly version: string | null;
  readonly install: string;
  readonly login: string;
  /** The npm package with version that npx can start; null for none. */
  readonly npx: string | null;
  /** The lowest major version of Node.js it needs; null if any will do. */
  readonly node: number | null;
  readonly needsModel: boolean;
  /** Whether a build uses it as things are configured. */
  readonly configured: boolean;
  /** The roles that are set and that it plays. */
  readonly roles: readonly string[];
}

const LENGTH = 400;
const NAME_LENGTH = 100;
const MORE = 'iteratr agents <name> shows how to install an agent and to log in.';

export class AgentsHandler {
  /** `rows` returns the agents in display order. Throws `ConfigError`. */
  constructor(
    private readonly rows: (flags: ConfigFlags) => readonly AgentRow[],
    private readonly console: Pick<Console, 'out'>,
  ) {}

  /** Throws `InputError` for a name that is not listed. */
  async handle({ name, json, config }: AgentsRequest): Promise<number> {
    const rows = this.rows(config);
    const shown = name === undefined ? rows : [namedRow(name, rows)];
    if (json) {
      this.console.out(`${plainJson(shown)}\n`);
      return EXIT.ok;
    }
    const [only] = shown;
    const cells = name !== undefined && only ? detailsOf(only) : shown.map(cellsOf);
    // Names match a pattern and begin with a mark.
    const clean = cells.map(([first = '', ...rest]) => [
      first,
      ...rest.map((text) => plainLine(text, LENGTH)),
    ]);
    const lines = [...alignColumns(clean), ...(name === undefined ? ['', MORE] : [])];
    for (const line of lines) this.console.out(`${line}\n`);
    return EXIT.ok;
  }
}

function namedRow(name: string, rows: readonly AgentRow[]): AgentRow {
  const found = rows.find((row) => row.name === name);
  if (found) return found;
  const names = rows.map((row) => row.name).join(', ');
  throw new InputError(`no agent "${plainLine(name, NAME_LENGTH)}"`, { remedy: `the agents are ${names}` });
}

/** Short enough for a terminal of 80 columns. */
function cellsOf({ name, configured, roles, path, version, node, needsModel }: AgentRow): readonly string[] {
  const needs = [...(node === null ? [] : [`Node.js ${node}`]), ...(needsModel ? ['a model'] : [])];
  return [
    `${configured ? '*' : ' '} ${name}${roles.length === 0 ? '' : ` (${roles.join(', ')})`}`,
    path === null ? 'not installed' : (version ?? 'installed'),
    needs.length === 0 ? '' : `needs ${needs.join(' and ')}`,
  ];
}

function detailsOf(row: AgentRow): readonly (readonly string[])[] {
  const { name, command, path, version, install, npx, login, node, needsModel, configured, roles } = row;
  return [
    ['name', `${name}${configured ? ' (a build uses it)' : ''}`],
    ...(roles.length === 0 ? [] : [['roles', roles.join(', ')]]),
    ['command', command.join(' ')],
    ['installed', path === null ? 'no' : [path, version].filter(Boolean).join(' ')],
    ['install', install],
    ...(npx === null ? [] : [['npx', npx]]),
    ['log in', login],
    ...(node === null ? [] : [['Node.js', `${node} or newer`]]),
    ['model', needsModel ? 'you choose one' : 'you may choose one'],
  ];
}
