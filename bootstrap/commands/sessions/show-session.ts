// `iteratr sessions show`: one session on a page.
import type { CliOutput } from '../../../adapters/cli/cli.ts';
import type { ShowRequest } from '../../../adapters/cli/commands/sessions.command.ts';
import { sessionPage } from '../../../adapters/cli/report/session-page.ts';
import { summarizeSession } from '../../../application/session/session-summary.ts';
import type { Environment } from '../../environment.ts';
import { exitOnSignals } from '../../interruption.ts';
import { namedSession } from '../named-session.ts';
import { withSession } from './with-session.ts';

export async function showSession(
  request: ShowRequest,
  environment: Environment,
  { out }: CliOutput,
): Promise<number> {
  const name = namedSession(request.session, environment);
  exitOnSignals();
  return withSession(name, request.config, environment, async ({ session: { state }, isRunning }) => {
    const summary = summarizeSession(name, state, isRunning);
    if (!request.json) {
      out(sessionPage(summary, state, new Date()));
      return 0;
    }
    const { tasks, notes, iterations, pendingMessages } = state;
    const details = {
      tasks: [...tasks.tasks.values()],
      notes: [...notes.values()],
      iterations: iterations.recent,
      pendingMessages,
    };
    out(`${JSON.stringify({ ...summary, details })}\n`);
    return 0;
  });
}
