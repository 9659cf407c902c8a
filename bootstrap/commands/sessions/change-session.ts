// `iteratr sessions reset`, `delete`, `rename`: nothing may run a session while it is changed as a whole.
import type { CliOutput } from '../../../adapters/cli/cli.ts';
import type {
  RemoveRequest,
  RenameRequest,
} from '../../../adapters/cli/commands/sessions-change.commands.ts';
import { EXIT } from '../../../adapters/cli/exit-codes.ts';
import { plural } from '../../../adapters/cli/report/format.ts';
import { openHttpEndpoint } from '../../../adapters/mcp/http-endpoint.ts';
import { ApplicationError, InputError } from '../../../application/errors.ts';
import { countTasks } from '../../../application/session/describe-session.ts';
import { RemoveSession } from '../../../application/session/remove-session.ts';
import { RenameSession } from '../../../application/session/rename-session.ts';
import { TOOLS } from '../../../application/tools/run-tool.ts';
import type { SessionState } from '../../../domain/session/session.state.ts';
import { type SessionName, sessionName } from '../../../domain/session/session-name.ts';
import { BUILD } from '../../build-info.ts';
import type { Environment } from '../../environment.ts';
import { exitOnSignals } from '../../interruption.ts';
import { TOKEN } from '../../tokens.ts';
import { namedSession } from '../named-session.ts';
import type { OpenSessions } from '../open-sessions.ts';
import { withSession } from './with-session.ts';

/** Asks the user, and says whether the answer is yes; undefined where there is nobody to ask. */
export type Confirm = ((question: string) => Promise<boolean>) | undefined;

export async function removeSession(
  { session, how, yes, config }: RemoveRequest,
  environment: Environment,
  { out, err }: CliOutput,
  confirm: Confirm,
): Promise<number> {
  const name = namedSession(session, environment);
  if (!yes && !confirm) {
    throw new InputError(`there is no terminal to ask in: add --yes to ${how} "${name}" without being asked`);
  }
  exitOnSignals();
  return withSession(name, config, environment, (opened) =>
    holding([name], opened, async () => {
      const loss = describeLoss(await opened.session.refresh());
      if (
        !yes &&
        !(await confirm?.(`${how} session "${name}"? ${loss} will be lost. Type y to continue: `))
      ) {
        err('nothing was changed\n');
        return EXIT.failed;
      }
      await opened.container.get(RemoveSession).execute(name);
      out(how === 'delete' ? `session "${name}" is deleted\n` : `session "${name}" starts from scratch\n`);
      return EXIT.ok;
    }),
  );
}

export async function renameSession(
  { from, to, config }: RenameRequest,
  environment: Environment,
  { out }: CliOutput,
): Promise<number> {
  const [oldName, newName] = [sessionName(from), sessionName(to)];
  exitOnSignals();
  return withSession(oldName, config, environment, (opened) =>
    holding([...new Set([oldName, newName])], opened, async () => {
      await opened.container.get(RenameSession).execute(oldName, newName);
      out(`session "${oldName}" is called "${newName}" now\n`);
      return EXIT.ok;
    }),
  );
}

/** Runs `work` while no build can have the sessions. Throws `SESSION.BUSY`, naming the process, when one has. */
async function holding<T>(
  names: readonly SessionName[],
  { container, logger }: OpenSessions,
  work: () => Promise<T>,
): Promise<T> {
  const run = async (): Promise<never> => {
    throw new ApplicationError(
      'SESSION.BUSY',
      'the session is being renamed or removed: try again when that is done',
    );
  };
  // What has a claim answers: by that it is told from what a dead process left.
  const endpoint = await openHttpEndpoint({
    definitions: TOOLS,
    tools: { run },
    session: names.join(' '),
    version: BUILD.version,
    logger,
  });
  const releases: (() => Promise<void>)[] = [];
  try {
    for (const name of names) releases.push(await container.get(TOKEN.runs).claim(name, endpoint));
    return await work();
  } finally {
    for (const release of releases) await release();
    await endpoint.close();
  }
}

function describeLoss(state: SessionState): string {
  return [
    plural(countTasks(state).total, 'task'),
    plural(state.notes.size, 'note'),
    plural(state.iterations.last, 'iteration'),
  ].join(', ');
}
