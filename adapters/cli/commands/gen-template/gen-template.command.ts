// `iteratr gen-template`: writes a built-in prompt template to a file.
import { InputError } from '../../../../application/errors.ts';
import { booleanOption, type CommandDefinition, textOption } from '../../command.ts';

export interface GenTemplateRequest {
  readonly kind: 'work' | 'plan' | 'review';
  readonly path: string;
  readonly force: boolean;
}

/** Where the templates are written by default. */
const FILE = {
  work: '.iteratr.template',
  plan: '.iteratr.plan.template',
  review: '.iteratr.review.template',
} as const;

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
        description: `file to write (default ${FILE.work}, ${FILE.plan} or ${FILE.review})`,
        value: 'file',
      },
      { flags: '--plan', description: 'write the template of the planning iteration, for plan_template' },
      { flags: '--review', description: 'write the template of reviews, for review: {template: …}' },
      { flags: '-f, --force', description: 'overwrite the file if it exists' },
    ],
    examples: ['gen-template', 'gen-template --output team-template.txt', 'gen-template --plan'],
    run: (input) => {
      const isPlan = booleanOption(input, 'plan') ?? false;
      const isReview = booleanOption(input, 'review') ?? false;
      if (isPlan && isReview) {
        throw new InputError('--plan and --review name different templates', { remedy: 'give one of them' });
      }
      const kind = isPlan ? 'plan' : isReview ? 'review' : 'work';
      return write({
        kind,
        path: textOption(input, 'output') ?? FILE[kind],
        force: booleanOption(input, 'force') ?? false,
      });
    },
  };
}
