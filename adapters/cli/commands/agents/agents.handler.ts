// Prints the agents to choose from, with what is installed and what each one needs.
import { plainJson, plainLine } from '../../../../application/wording/plain-text.ts';
import type { ConfigFlags } from '../../config-options.ts';
import type { Console } from '../../console.ts';
import { EXIT } from '../../exit-codes.ts';
import { alignColumns } from '../../report/align-columns.ts';
import type { AgentsRequest } from './agents.command.ts';

export interface AgentRow {
  readonly name: string;
  /** Absolute path of its program; null if it is not installed. */
  readonly path: string | null;
  readonly version: string | null;
  readonly install: string;
  readonly login: string;
  /** The lowest major version of Node.js it needs; null if any will do. */
  readonly node: number | null;
  /** Whether a build uses it as things are configured. */
  readonly configured: boolean;
  /** The roles that are set and that it plays. */
  readonly roles: readonly string[];
}

const LENGTH = 500;

export class AgentsHandler {
  /** `rows` returns the agents in display order. Throws `ConfigError`. */
  constructor(
    private readonly rows: (flags: ConfigFlags) => readonly AgentRow[],
    private readonly console: Pick<Console, 'out'>,
  ) {}

  async handle({ json, config }: AgentsRequest): Promise<number> {
    const { out } = this.console;
    const rows = this.rows(config);
    if (json) {
      out(`${plainJson(rows)}\n`);
      return EXIT.ok;
    }
    const clean = (text: string): string => plainLine(text, LENGTH);
    const cells = rows.map((row) => [
      `${row.configured ? '*' : ' '} ${clean(row.name + rolesOf(row))}`,
      clean(stateOf(row)),
    ]);
    for (const line of alignColumns(cells)) out(`${line}\n`);
    return EXIT.ok;
  }
}

function rolesOf({ roles }: AgentRow): string {
  return roles.length === 0 ? '' : ` (${roles.join(', ')})`;
}

function stateOf({ path, version, install, login, node }: AgentRow): string {
  if (path !== null) return `${[path, version].filter(Boolean).join(' ')}; log in: ${login}`;
  const needed = node === null ? '' : `, needs Node.js ${node}`;
  return `not installed${needed}; install: ${install}; log in: ${login}`;
}
