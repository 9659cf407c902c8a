// `iteratr hooks …`: checks the hooks of a project and tries them without a run.
import { InputError } from '../../../../application/errors.ts';
import type { HookContext } from '../../../../application/ports/hook-runner.port.ts';
import { HOOK_POINT, HOOK_POINTS, type HookPoint } from '../../../../domain/run/hook-point.ts';
import { sessionName } from '../../../../domain/session/session-name.ts';
import {
  booleanOption,
  type CommandDefinition,
  type CommandInput,
  type OptionDefinition,
  textOption,
} from '../../command.ts';

export interface HooksCheckRequest {
  readonly json: boolean;
}

export interface HooksRunRequest {
  readonly point: HookPoint;
  readonly context: HookContext;
}

/** Defines `hooks check`. `check` prints the hooks and returns the exit code; it throws for an invalid file. */
export function hooksCheckCommand(check: (request: HooksCheckRequest) => Promise<number>): CommandDefinition {
  return {
    name: 'hooks check',
    description: 'Check .iteratr.hooks.yml and show what runs when.',
    options: [{ flags: '--json', description: 'print JSON' }],
    examples: ['hooks check', 'hooks check --json'],
    run: (input) => check({ json: booleanOption(input, 'json') ?? false }),
  };
}

const RUN_OPTIONS: readonly OptionDefinition[] = [
  {
    flags: '-n, --session <name>',
    description: 'value of {{session}}; sample values are used for options you leave out',
  },
  { flags: '--iteration <number>', description: 'value of {{iteration}}' },
  { flags: '--task-id <id>', description: 'value of {{task_id}}' },
  { flags: '--task-content <text>', description: 'value of {{task_content}}' },
  { flags: '--error <text>', description: 'value of {{error}}' },
];

/** Defines `hooks run`. `run` runs the hooks of a point once and returns the exit code. */
export function hooksRunCommand(run: (request: HooksRunRequest) => Promise<number>): CommandDefinition {
  return {
    name: 'hooks run',
    positionals: '[point]',
    positionalValues: [HOOK_POINTS],
    description: `Run the hooks of one point once, without a session: ${HOOK_POINTS.join(', ')}.`,
    options: RUN_OPTIONS,
    examples: [
      'hooks run pre_iteration',
      'hooks run on_task_complete --task-id TAS-3 --task-content "Write the docs"',
      'hooks run on_error --iteration 4 --error "the agent ended"',
    ],
    run: async (input) => {
      const point = pointOf(input);
      return run({ point, context: contextOf(point, input) });
    },
  };
}

function pointOf({ positionals: [given] }: CommandInput): HookPoint {
  const point = HOOK_POINTS.find((name) => name === given);
  if (point !== undefined) return point;
  const problem = given === undefined ? 'no hook point is named' : `unknown hook point "${given}"`;
  throw new InputError(problem, { remedy: `name one of ${HOOK_POINTS.join(', ')}` });
}

function contextOf(point: HookPoint, input: CommandInput): HookContext {
  const { sample } = HOOK_POINT[point];
  const iteration = iterationOf(input) ?? sample.iteration;
  const taskId = textOption(input, 'task-id') ?? sample.taskId;
  const taskContent = textOption(input, 'task-content') ?? sample.taskContent;
  const error = textOption(input, 'error') ?? sample.error;
  return {
    session: sessionName(textOption(input, 'session') ?? 'sample'),
    ...(iteration !== undefined && { iteration }),
    ...(taskId !== undefined && { taskId }),
    ...(taskContent !== undefined && { taskContent }),
    ...(error !== undefined && { error }),
  };
}

function iterationOf(input: CommandInput): number | undefined {
  const text = textOption(input, 'iteration');
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw new InputError(`--iteration "${text}" is not the number of an iteration`, {
      remedy: 'use a whole number above 0',
    });
  }
  return Number(text);
}
