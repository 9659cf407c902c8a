// `iteratr completion`, for people, and `iteratr complete`, for the shells.
import { InputError } from '../../../../application/errors.ts';
import type { CliOutput } from '../../cli.ts';
import type { CommandDefinition } from '../../command.ts';
import { complete, type LookUp } from './candidates.ts';
import { completionText } from './completion.ts';
import { COMPLETION_SCRIPTS } from './scripts.ts';

const SHELLS = Object.keys(COMPLETION_SCRIPTS) as (keyof typeof COMPLETION_SCRIPTS)[];

/** `commands` gives those that are completed; `lookUp` finds what they are about, from the values of their flags. */
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
          const what = given === undefined ? 'no shell is named' : `"${given}" is no shell that is known`;
          throw new InputError(`${what}: name one of ${SHELLS.join(', ')}`);
        }
        out(COMPLETION_SCRIPTS[shell]);
        return 0;
      },
    },
    {
      name: 'complete',
      positionals: '[...words]',
      description: 'What can follow on a command line, for the scripts of `iteratr completion`.',
      hidden: true,
      options: [],
      examples: ['complete -- sessions show ""'],
      // Whatever is wrong, it is not what somebody wants to read who pressed Tab.
      run: async ({ positionals }) => {
        try {
          out(completionText(await complete(positionals, commands(), lookUp)));
        } catch {}
        return 0;
      },
    },
  ];
}
