// `iteratr attach`: opens the dashboard of a session that another process runs, or of a finished one.
import type { CommandDefinition } from '../../command.ts';
import { SESSION_OPTIONS, type SessionRequest, sessionRequest } from '../../config-options.ts';

/** Defines the command. `attach` returns the exit code when the user quits the dashboard. */
export function attachCommand(attach: (request: SessionRequest) => Promise<number>): CommandDefinition {
  return {
    name: 'attach',
    group: 'Watch and steer',
    description: 'Open the dashboard of a session that another process runs, or of a finished one.',
    options: SESSION_OPTIONS,
    examples: ['attach --name my-session'],
    run: (input) => attach(sessionRequest(input)),
  };
}
