// `iteratr gen-template`: writes a built-in prompt template to a file.
import { InputError } from '../../../../application/errors.ts';
import { booleanOption, type CommandDefinition, textOption } from '../../command.ts';

export interface GenTemplateRequest {
  readonly kind: 'work' | 'plan' | 'review';
  readonly path: string;
  readonly force: boolean;
}

const DEFAULT_PATH: Readonly<Record<GenTemplateRequest['kind'], string>> = {
  work: '.iteratr.template',
  plan: '.iteratr.plan.template',
  review: '.iteratr.review.template',
};

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
        description:
          'file to write (default .iteratr.template, .iteratr.plan.template or .iteratr.review.template)',
        value: 'file',
      },
      { flags: '--plan', description: 'write the template of the planning iteration' },
      { flags: '--review', description: 'write the template of reviews, for review: {template: …}' },
      { flags: '-f, --force', description: 'overwrite the file if it exists' },
    ],
    examples: ['gen-template', 'gen-template --output team-template.txt', 'gen-template --review'],
    run: async (input) => {
      const isPlan = booleanOption(input, 'plan') ?? false;
      const isReview = booleanOption(input, 'review') ?? false;
      if (isPlan && isReview) {
        throw new InputError('--plan and --review are given', {
          remedy: 'write one template after the other',
        });
      }
      const kind = isPlan ? 'plan' : isReview ? 'review' : 'work';
      return write({
        kind,
        path: textOption(input, 'output') ?? DEFAULT_PATH[kind],
        force: booleanOption(input, 'force') ?? false,
      });
    },
  };
}
