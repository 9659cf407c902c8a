// `iteratr gen-template`: writes the built-in prompt template to a file.
import { booleanOption, type CommandDefinition, textOption } from '../../command.ts';

export interface GenTemplateRequest {
  readonly path: string;
  readonly force: boolean;
  /** Whether to write the template of the planning iteration. */
  readonly plan: boolean;
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
        description: 'file to write (default .iteratr.template, with --plan .iteratr.plan.template)',
        value: 'file',
      },
      { flags: '--plan', description: 'write the template of the planning iteration' },
      { flags: '-f, --force', description: 'overwrite the file if it exists' },
    ],
    examples: ['gen-template', 'gen-template --output team-template.txt', 'gen-template --plan'],
    run: (input) => {
      const plan = booleanOption(input, 'plan') ?? false;
      return write({
        path: textOption(input, 'output') ?? (plan ? '.iteratr.plan.template' : '.iteratr.template'),
        force: booleanOption(input, 'force') ?? false,
        plan,
      });
    },
  };
}
