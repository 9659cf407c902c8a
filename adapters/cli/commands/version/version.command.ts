// `iteratr version`: prints the version, commit and build date.
import type { CliOutput } from '../../cli.ts';
import { booleanOption, type CommandDefinition } from '../../command.ts';
import { JSON_OPTION } from '../../config-options.ts';
import { EXIT } from '../../exit-codes.ts';

export interface BuildInfo {
  readonly version: string;
  /** '' if it was built outside a git repository. */
  readonly commit: string;
  /** ISO 8601; '' if the program runs from source, as in tests. */
  readonly date: string;
}

export function versionCommand(build: BuildInfo, { out }: Pick<CliOutput, 'out'>): CommandDefinition {
  return {
    name: 'version',
    description: 'Show version, commit and build date.',
    options: [JSON_OPTION],
    examples: ['version', 'version --json'],
    async run(input) {
      const { version, commit, date } = build;
      const text = `iteratr ${version}\ncommit ${commit || 'unknown'}\nbuilt ${date || 'never'}`;
      out(`${booleanOption(input, 'json') ? JSON.stringify(build) : text}\n`);
      return EXIT.ok;
    },
  };
}
