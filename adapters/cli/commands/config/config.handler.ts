// Prints every configuration value and where it comes from.

import { plainJson } from '../../../../application/wording/plain-text.ts';
import type { ConfigFlags } from '../../config-options.ts';
import type { Console } from '../../console.ts';
import { EXIT } from '../../exit-codes.ts';
import { alignColumns } from '../../report/align-columns.ts';
import type { ConfigRequest } from './config.command.ts';

export interface ConfigRow {
  readonly key: string;
  /** With passwords removed. */
  readonly value: unknown;
  /** Where the value comes from, for programs. `from` says it in words. */
  readonly origin: unknown;
  readonly from: string;
}

export class ConfigHandler {
  /** `rows` returns the configuration for the flags, in the order of the keys. */
  constructor(
    private readonly rows: (flags: ConfigFlags) => readonly ConfigRow[],
    private readonly console: Pick<Console, 'out'>,
  ) {}

  async handle({ json, config }: ConfigRequest): Promise<number> {
    const { out } = this.console;
    const rows = this.rows(config);
    if (json) {
      const entries = rows.map(({ key, value, origin }) => [key, { value, origin }]);
      out(`${plainJson(Object.fromEntries(entries))}\n`);
      return EXIT.ok;
    }
    const cells = rows.map(({ key, value, from }) => [key, textOf(value), from]);
    for (const line of alignColumns(cells)) out(`${line}\n`);
    return EXIT.ok;
  }
}

function textOf(value: unknown): string {
  if (value === '') return '""';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
