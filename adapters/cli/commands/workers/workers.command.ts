// `iteratr workers`, `worktrees` and `merge`: who works on a session, where, and what becomes of the work.
import { booleanOption, type CommandDefinition, textOption } from '../../command.ts';
import { JSON_OPTION, SESSION_OPTIONS, type SessionRequest, sessionRequest } from '../../config-options.ts';
import { EXIT } from '../../exit-codes.ts';

export interface WorkersRequest extends SessionRequest {
  readonly json: boolean;
}

export interface WorktreesRequest {
  readonly prune: boolean;
  readonly json: boolean;
}

export interface MergeRequest {
  readonly name: string | undefined;
  readonly dryRun: boolean;
  readonly json: boolean;
}

export interface WorkersRoutes {
  /** Each returns the exit code. */
  readonly workers: (request: WorkersRequest) => Promise<number>;
  readonly worktrees: (request: WorktreesRequest) => Promise<number>;
  readonly merge: (request: MergeRequest) => Promise<number>;
}

export function workersCommands({ workers, worktrees, merge }: WorkersRoutes): CommandDefinition[] {
  return [
    {
      name: 'workers',
      group: 'Watch and steer',
      description: 'List the workers of a session: the task of each, and since when.',
      options: [...SESSION_OPTIONS, JSON_OPTION],
      examples: ['workers --name my-session', 'workers --name my-session --json'],
      run: (input) => workers({ ...sessionRequest(input), json: booleanOption(input, 'json') ?? false }),
    },
    {
      name: 'worktrees',
      group: 'Look back',
      description: 'List the branches and work trees of workers, and what in them is not merged.',
      options: [{ flags: '--prune', description: 'remove what is merged and not in use' }, JSON_OPTION],
      examples: ['worktrees', 'worktrees --prune', 'worktrees --json'],
      run: (input) =>
        worktrees({
          prune: booleanOption(input, 'prune') ?? false,
          json: booleanOption(input, 'json') ?? false,
        }),
    },
    {
      name: 'merge',
      group: 'Look back',
      description: 'Merge the work of several workers into the branch that you have checked out.',
      options: [
        {
          flags: '-n, --name <name>',
          description: 'session name (default: the only one with a branch)',
          value: 'session',
        },
        { flags: '--dry-run', description: 'only show what would be merged' },
        JSON_OPTION,
      ],
      exitCodes: [
        [String(EXIT.ok), 'merged, or nothing to merge'],
        [
          String(EXIT.failed),
          'no such branch, a conflict, uncommitted changes, or git failed; nothing was changed',
        ],
        [String(EXIT.usage), 'wrong usage, or several sessions have a branch'],
      ],
      examples: ['merge', 'merge --dry-run', 'merge --name my-session'],
      run: (input) =>
        merge({
          name: textOption(input, 'name'),
          dryRun: booleanOption(input, 'dry-run') ?? false,
          json: booleanOption(input, 'json') ?? false,
        }),
    },
  ];
}
