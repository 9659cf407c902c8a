// `iteratr work`: lets workers of this terminal or machine join a build.
import { InputError } from '../../../../application/errors.ts';
import { type CommandDefinition, type CommandInput, textOption } from '../../command.ts';
import {
  type ConfigFlags,
  configFlags,
  DATA_DIR_OPTION,
  SESSION_OPTION,
  TRUST_OPTION,
} from '../../config-options.ts';
import { EXIT } from '../../exit-codes.ts';

export interface WorkRequest {
  /** undefined: not given. */
  readonly session: string | undefined;
  /** The name of an agent, which `config` names, too; undefined: not given. */
  readonly agent: string | undefined;
  readonly extraInstructions: string;
  readonly output: 'text' | 'json';
  readonly config: ConfigFlags;
}

/** Defines the command. `work` joins the build and returns the exit code. */
export function workCommand(work: (request: WorkRequest) => Promise<number>): CommandDefinition {
  return {
    name: 'work',
    group: 'Watch and steer',
    description: 'Join the build of a session with workers of this terminal or machine.',
    options: [
      SESSION_OPTION,
      { flags: '--agent <agent>', description: 'agent to use, by its name (default: the configured one)' },
      { flags: '-m, --model <model>', description: 'model to use, as the agent names it, or agent:model' },
      { flags: '-w, --workers <count>', description: 'agents that work at the same time (default: 1)' },
      { flags: '-e, --extra-instructions <text>', description: 'instructions added to every prompt' },
      DATA_DIR_OPTION,
      TRUST_OPTION,
      { flags: '--output <format>', description: 'format of the log: text or json', value: ['text', 'json'] },
    ],
    exitCodes: [
      [String(EXIT.ok), 'all tasks are done'],
      [String(EXIT.failed), 'the workers failed, or the session does not exist'],
      [String(EXIT.usage), 'wrong usage or configuration, or the session is built in place'],
      [String(EXIT.limit), 'a limit was reached, work is left'],
      [String(EXIT.noProgress), 'no progress is possible without you, work is left'],
      [`${EXIT.interrupted}, ${EXIT.terminated}`, 'interrupted, here or at the build'],
    ],
    examples: [
      'work --name my-session',
      'work --name my-session --workers 2',
      'work --name my-session --agent claude --model opus',
    ],
    run: (input) => {
      const output = textOption(input, 'output') ?? 'text';
      if (output !== 'text' && output !== 'json') {
        throw new InputError(`--output "${output}" is not a format`, { remedy: 'use text or json' });
      }
      return work({
        session: textOption(input, 'name'),
        agent: textOption(input, 'agent'),
        extraInstructions: textOption(input, 'extra-instructions') ?? '',
        output,
        config: flagsOf(input),
      });
    },
  };
}

/** `workers` of the configuration is for builds, so one is the default here. */
function flagsOf(input: CommandInput): ConfigFlags {
  const flags = { workers: '1', ...configFlags(input, ['model', 'workers', 'data-dir']) };
  const agent = textOption(input, 'agent');
  return agent === undefined ? flags : { ...flags, model: `${agent}:${textOption(input, 'model') ?? ''}` };
}
