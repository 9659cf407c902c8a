// The session in the README's picture: an ordinary moment of an ordinary run.
import { messageId } from '../../../../domain/message/message.ts';
import { noteId } from '../../../../domain/note/note.ts';
import { NO_LIMITS } from '../../../../domain/run/limits.ts';
import type { SessionEvent } from '../../../../domain/session/session.events.ts';
import { sessionName } from '../../../../domain/session/session-name.ts';
import { ids, statusChanged, taskAdded } from '../../../support/decider-spec.ts';
import { call, empty, type Session } from './sample-model.ts';

const MODEL = 'anthropic/claude-sonnet-4-5';
const NEXT = 'POST /logout ends the session everywhere';

export function showcase(columns: number, rows: number): Session {
  const session = empty(columns, rows)
    .send({
      type: 'surroundings',
      surroundings: {
        session: 'user-auth',
        git: { branch: 'main', commit: '8c1d4e2f7', dirty: true },
        filesChanged: 9,
        mode: 'run',
      },
    })
    .run({
      type: 'run-started',
      session: sessionName('user-auth'),
      spec: 'specs/user-auth.md',
      model: MODEL,
      agent: { name: 'opencode', version: '1.18.0', mcpHttp: true },
      mode: null,
      limit: 0,
    })
    .fact(...beginning());
  iteration(session, 1, 3.5, note(1, 'learning', 'One test file runs with npm test -- path'));
  iteration(session, 2, 2.5, note(2, 'decision', 'scrypt of node:crypto: needs no native package'));
  iteration(session, 3, 4, note(3, 'tip', 'The server needs PORT=0 in tests'));
  return present(session);
}

/** The fourth iteration, up to the moment of the picture. */
function present(session: Session): Session {
  // A user who is there, so that nothing is said about the time away.
  session.keys('escape').fact(started(4), statusChanged(4, 'remaining', 'in_progress'));
  session.agent(
    {
      type: 'text',
      messageId: 'm1',
      text: 'TAS-4 is next. Its test comes first, then the endpoint:\n',
    },
    call('c1', {
      title: 'iteratr_task-status',
      input: { id: 'TAS-4', status: 'in_progress' },
      output: 'TAS-4 remaining → in_progress',
    }),
    tested(
      'c2',
      1,
      '✔ ends the session\n✖ ends it in every browser\n  expected 401, got 200\n\n19 passed, 1 failed',
    ),
    {
      type: 'text',
      messageId: 'm2',
      text: 'Only this browser is signed out. I end **every** session of the user:\n',
    },
    edited(
      'c3',
      'src/logout.ts',
      [...LOGOUT, '  sessions.end(cookie);', '}'],
      [...LOGOUT, '  sessions.endAll(user);', '}'],
    ),
    tested('c4', 0, '✔ ends the session\n✔ ends it in every browser\n\n20 passed, 0 failed'),
    { type: 'context-usage', used: 62_000, size: 200_000, cost: { amount: 0.19, currency: 'USD' } },
  );
  const message = { id: messageId(1), text: 'Does it also work for an expired cookie?' };
  return later(session, 1.2)
    .fact({ type: 'UserMessageSent', data: { ...message, now: false } })
    .run({ type: 'phase', phase: 'messages', messages: [message] })
    .agent(
      {
        type: 'text',
        messageId: 'm3',
        text: 'Yes: it answers `204`, as there is nothing left to end. I add a test for it.\n',
      },
      call('c5', {
        title: 'npm test -- logout',
        kind: 'execute',
        status: 'in_progress',
        output: '✔ ends the session\n',
      }),
    );
}

const LOGOUT = ['export function logout({ user, cookie }) {'];

function beginning(): SessionEvent[] {
  const limits = { ...NO_LIMITS, cost: 5 };
  return [
    { type: 'RunStarted', data: { spec: 'specs/user-auth.md', model: MODEL, limits } },
    taskAdded(1, 'Create the User model'),
    taskAdded(2, 'Hash passwords with scrypt'),
    taskAdded(3, 'POST /login checks the password', { dependsOn: ids(1, 2) }),
    taskAdded(4, NEXT, { priority: 3, dependsOn: ids(3) }),
    taskAdded(5, 'Refuse the sixth attempt to log in within a minute', { priority: 3 }),
    taskAdded(6, 'Keep sessions in a signed cookie that expires', { dependsOn: ids(4) }),
    taskAdded(7, 'Test the whole way through a browser', { dependsOn: ids(4, 6) }),
    taskAdded(8, 'Document the endpoints', { priority: 1 }),
  ];
}

/** One iteration that does the task of the same number. */
function iteration(session: Session, number: number, minutes: number, ...notes: SessionEvent[]): void {
  const files = ['src/user.ts'];
  const cost = { amount: 0.05 * minutes, currency: 'USD' };
  const usage = { inputTokens: 31_000, outputTokens: 4_400, totalTokens: 35_400, cost };
  session.fact(started(number), statusChanged(number, 'remaining', 'in_progress'));
  later(session, minutes).fact(
    statusChanged(number, 'in_progress', 'completed'),
    ...notes,
    {
      type: 'IterationEnded',
      data: { number, outcome: 'finished', reason: 'end_turn', filesChanged: files, usage },
    },
    { type: 'IterationCommitted', data: { number, commit: '8c1d4e2f7a01', files } },
  );
}

function later(session: Session, minutes: number): Session {
  session.time += minutes * 60_000;
  return session;
}

function started(number: number): SessionEvent {
  return { type: 'IterationStarted', data: { number, model: MODEL } };
}

function edited(id: string, path: string, before: readonly string[], after: readonly string[]) {
  const text = (lines: readonly string[]): string => `${lines.join('\n')}\n`;
  return call(id, {
    title: `Edit ${path}`,
    kind: 'edit',
    diffs: [{ path: `/p/${path}`, oldText: text(before), newText: text(after) }],
  });
}

function tested(id: string, exitCode: number, output: string) {
  return call(id, {
    title: 'npm test',
    kind: 'execute',
    status: exitCode === 0 ? 'completed' : 'failed',
    exitCode,
    output,
  });
}

function note(number: number, type: 'learning' | 'decision' | 'tip', content: string): SessionEvent {
  return { type: 'NoteAdded', data: { id: noteId(number), type, content, iteration: number } };
}
