// `iteratr completion`, which prints the shell scripts, and `iteratr complete`, which those scripts call.
import { InputError } from '../../../../application/errors.ts';
import type { CliOutput } from '../../cli.ts';
import type { CommandDefinition } from '../../command.ts';
import { complete, type LookUp } from './candidates.ts';
import { completionText } from './completion.ts';
import { COMPLETION_SCRIPTS } from './scripts.ts';

const SHELLS = Object.keys(COMPLETION_SCRIPTS) as (keyof typeof COMPLETION_SCRIPTS)[];

/** Defines both commands. `commands` returns the commands to complete, `lookUp` finds sessions and tasks. */
export function completionCommands(
  commands: () => readonly CommandDefinition[],
  lookUp: LookUp,
  { out }: Pick<CliOutput, 'out'>,
): CommandDefinition[] {
  return [
    {
      name: 'completion',
      positionals: '[shell]',
      positionalValues: [SHELLS],
      description: `Print a script that completes commands, flags, sessions and tasks: ${SHELLS.join(', ')}.`,
      options: [],
      examples: [
        'completion bash   # in ~/.bashrc: eval "$(iteratr completion bash)"',
        'completion zsh    # in ~/.zshrc, after compinit: source <(iteratr completion zsh)',
        'completion fish   # in ~/.config/fish/config.fish: iteratr completion fish | source',
      ],
      run: async ({ positionals: [given] }) => {
        const shell = SHELLS.find((name) => name === given);
        if (shell === undefined) {
          const problem = given === undefined ? 'no shell is named' : `unknown shell "${given}"`;
          throw new InputError(problem, { remedy: `name one of ${SHELLS.join(', ')}` });
        }
        out(COMPLETION_SCRIPTS[shell]);
        return 0;
      },
    },
    {
      name: 'complete',
      positionals: '[...words]',
      description: 'Print what can follow on a command line, for the scripts of `iteratr completion`.',
      hidden: true,
      options: [],
      examples: ['complete -- sessions show ""'],
      // Errors are swallowed: nobody who presses Tab wants to read one.
      run: async ({ positionals }) => {
        try {
          out(completionText(await complete(positionals, commands(), lookUp)));
        } catch {}
        return 0;
      },
    },
  ];
}
