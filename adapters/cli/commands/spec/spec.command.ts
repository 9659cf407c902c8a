// `iteratr spec`: a spec written with the agent.
import { type CommandDefinition, textOption } from '../../command.ts';
import { type ConfigFlags, configFlags, DATA_DIR_OPTION, TRUST_OPTION } from '../../config-options.ts';

export interface SpecRequest {
  /** '' where the user is to be asked, also below. */
  readonly title: string;
  readonly description: string;
  readonly output: string;
  readonly config: ConfigFlags;
}

/** `write` holds the interview and returns the exit code. */
export function specCommand(write: (request: SpecRequest) => Promise<number>): CommandDefinition {
  return {
    name: 'spec',
    group: 'Begin',
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
