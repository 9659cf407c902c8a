// `iteratr spec`: writes a spec in an interview with the agent.
import { type CommandDefinition, textOption } from '../../command.ts';
import { type ConfigFlags, configFlags, DATA_DIR_OPTION, TRUST_OPTION } from '../../config-options.ts';

export interface SpecRequest {
  /** '': ask the user. The same holds for the description and the output file. */
  readonly title: string;
  readonly description: string;
  readonly output: string;
  readonly config: ConfigFlags;
}

/** Defines the command. `write` runs the interview and returns the exit code. */
export function specCommand(write: (request: SpecRequest) => Promise<number>): CommandDefinition {
  return {
    name: 'spec',
    group: 'Get started',
    description: 'Write a spec with the agent: it asks, you answer, it drafts, you decide.',
    options: [
      { flags: '-t, --title <text>', description: 'what the spec is about, in a few words' },
      { flags: '-d, --description <text>', description: 'what you want, in your own words' },
      {
        flags: '-o, --output <path>',
        description: 'file to write (default: specs/, named after the title)',
        value: 'file',
      },
      { flags: '-m, --model <model>', description: 'model to use, as provider/model' },
      DATA_DIR_OPTION,
      TRUST_OPTION,
    ],
    examples: ['spec', 'spec --title "CSV export" --output specs/export.md'],
    run: (input) =>
      write({
        title: textOption(input, 'title') ?? '',
        description: textOption(input, 'description') ?? '',
        output: textOption(input, 'output') ?? '',
        config: configFlags(input, ['model', 'data-dir']),
      }),
  };
}
