// `iteratr build`: runs the agent, iteration by iteration, until the spec is done.
import { InputError } from '../../../../application/errors.ts';
import { booleanOption, type CommandDefinition, textOption } from '../../command.ts';
import { type ConfigFlags, configFlags, DATA_DIR_OPTION, TRUST_OPTION } from '../../config-options.ts';
import { EXIT } from '../../exit-codes.ts';

export interface BuildRequest {
  readonly name: string | undefined;
  /** undefined: not given. */
  readonly spec: string | undefined;
  readonly extraInstructions: string;
  /** Whether to plan and stop; in a terminal the plan is reviewed, and then the work begins. */
  readonly plan: boolean;
  readonly reset: boolean;
  /** Whether to end the process on this machine that runs the session. */
  readonly takeOver: boolean;
  /** Whether the user's uncommitted files are committed to the session's branch for the workers. */
  readonly includeDirty: boolean;
  /** Whether to merge the work of several workers into the user's branch when all is done. */
  readonly merge: boolean;
  readonly output: 'text' | 'json';
  readonly config: ConfigFlags;
}

const CONFIG_OPTIONS = [
  'template',
  'iterations',
  'workers',
  'max-minutes',
  'max-cost',
  'max-tokens',
  'model',
  'agent-mode',
  'headless',
  'auto-commit',
  'data-dir',
] as const;

/** Defines the command. `build` runs the loop and returns the exit code. */
export function buildCommand(build: (request: BuildRequest) => Promise<number>): CommandDefinition {
  return {
    name: 'build',
    group: 'Get started',
    description: 'Run the agent, iteration by iteration, until the spec is done.',
    options: [
      {
        flags: '-n, --name <name>',
        description: 'session name (default: the stem of the spec file)',
        value: 'session',
      },
      {
        flags: '-s, --spec <path>',
        description:
          "spec file (default: the session's spec; else iteratr asks, or uses ./specs/SPEC.md without a terminal)",
        value: 'file',
      },
      {
        flags: '-t, --template <path>',
        description: 'prompt template (default: the built-in one)',
        value: 'file',
      },
      { flags: '-e, --extra-instructions <text>', description: 'instructions added to every prompt' },
      { flags: '-i, --iterations <count>', description: 'maximum number of iterations, 0 = no limit' },
      {
        flags: '-w, --workers <count>',
        description:
          'agents that work at the same time, each in its own git work tree (default: 1, in place)',
      },
      {
        flags: '--include-dirty',
        description: 'with several workers, give them what is uncommitted in your work tree',
      },
      {
        flags: '--merge',
        description: 'with several workers, merge their work into your branch when all tasks are done',
      },
      { flags: '--max-minutes <minutes>', description: 'maximum duration of the run, 0 = no limit' },
      { flags: '--max-cost <amount>', description: 'maximum cost of the run, such as 2.50, 0 = no limit' },
      { flags: '--max-tokens <count>', description: 'maximum number of tokens of the run, 0 = no limit' },
      { flags: '-m, --model <model>', description: 'model to use, as the agent names it, or agent:model' },
      { flags: '--agent-mode <mode>', description: 'mode of the agent (default: its own choice)' },
      {
        flags: '--headless',
        description: 'write a log instead of opening the terminal interface',
        negatable: true,
      },
      {
        flags: '--auto-commit',
        description: 'commit what each iteration changed (the default)',
        negatable: true,
      },
      {
        flags: '--plan',
        description: 'make the plan and stop; in a terminal, review it and then start the work',
      },
      { flags: '--reset', description: 'remove all data of the session before starting', negatable: true },
      {
        flags: '--take-over',
        description: 'end the process on this machine that runs the session, then continue the session',
      },
      DATA_DIR_OPTION,
      TRUST_OPTION,
      {
        flags: '--output <format>',
        description: 'format of the headless log: text or json',
        value: ['text', 'json'],
      },
    ],
    exitCodes: [
      [String(EXIT.ok), 'all tasks are done, or the plan is made (--plan)'],
      [String(EXIT.failed), 'the run failed, or its work could not be merged (--merge)'],
      [String(EXIT.usage), 'wrong usage or configuration'],
      [String(EXIT.limit), 'a limit was reached, work is left'],
      [String(EXIT.noProgress), 'no progress is possible without you, work is left'],
      [`${EXIT.interrupted}, ${EXIT.terminated}`, 'interrupted, by Ctrl+C or by SIGTERM'],
    ],
    examples: [
      'build',
      'build --spec specs/feature.md --model anthropic/claude-sonnet-4-5',
      'build --model claude:opus',
      'build --headless --iterations 5 --spec specs/feature.md > build.log 2>&1',
      'build --headless --max-cost 5 --max-minutes 480',
      'build --headless --output json | jq -r .type',
      'build --workers 3 --spec specs/feature.md',
      'build --plan --spec specs/feature.md',
      'build --reset --extra-instructions "Write the tests first"',
    ],
    run: (input) => {
      const output = textOption(input, 'output') ?? 'text';
      if (output !== 'text' && output !== 'json') {
        throw new InputError(`--output "${output}" is not a format`, { remedy: 'use text or json' });
      }
      return build({
        name: textOption(input, 'name'),
        spec: textOption(input, 'spec'),
        extraInstructions: textOption(input, 'extra-instructions') ?? '',
        plan: booleanOption(input, 'plan') ?? false,
        reset: booleanOption(input, 'reset') ?? false,
        takeOver: booleanOption(input, 'take-over') ?? false,
        includeDirty: booleanOption(input, 'include-dirty') ?? false,
        merge: booleanOption(input, 'merge') ?? false,
        output,
        config: configFlags(input, CONFIG_OPTIONS),
      });
    },
  };
}
