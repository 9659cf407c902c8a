// `iteratr gen-template`: writes a built-in prompt template to a file.
import { booleanOption, type CommandDefinition, textOption } from '../../command.ts';

export interface GenTemplateRequest {
  /** Whether to write the template of reviews. */
  readonly review: boolean;
  readonly path: string;
  readonly force: boolean;
}

/** Defines the command. `write` writes the template and returns the exit code. */
export function genTemplateCommand(
  write: (request: GenTemplateRequest) => Promise<number>,
): CommandDefinition {
  return {
    name: 'gen-template',
    description: 'Write the built-in prompt template to a file that you can edit and use with --template.',
    options: [
      {
        flags: '-o, --output <path>',
        description: 'file to write (default .iteratr.template, or .iteratr.review.template)',
        value: 'file',
      },
      { flags: '--review', description: 'write the template of reviews, for review: {template: …}' },
      { flags: '-f, --force', description: 'overwrite the file if it exists' },
    ],
    examples: ['gen-template', 'gen-template --output team-template.txt', 'gen-template --review'],
    run: (input) => {
      const review = booleanOption(input, 'review') ?? false;
      return write({
        review,
        path: textOption(input, 'output') ?? (review ? '.iteratr.review.template' : '.iteratr.template'),
        force: booleanOption(input, 'force') ?? false,
      });
    },
  };
}
