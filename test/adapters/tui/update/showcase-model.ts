// The session in the README's picture: an ordinary moment of an ordinary run.
import { messageId } from '../../../../domain/message/message.ts';
import { noteId } from '../../../../domain/note/note.ts';
import type { SessionEvent } from '../../../../domain/session/session.events.ts';
import { sessionName } from '../../../../domain/session/session-name.ts';
import { ids, statusChanged, taskAdded } from '../../../support/decider-spec.ts';
import { call, empty, type Session } from './sample-model.ts';

const MODEL = 'anthropic/claude-sonnet-4-5';

export function showcase(columns: number, rows: number): Session {
  const session = empty(columns, rows).send({
    type: 'surroundings',
    surroundings: {
      session: 'user-auth',
      git: { branch: 'main', commit: '8c1d4e2f7', dirty: true },
      filesChanged: 6,
      mode: 'run',
    },
  });
  return session
    .run({
      type: 'run-started',
      session: sessionName('user-auth'),
      spec: 'specs/user-auth.md',
      model: MODEL,
      agent: { name: 'opencode', version: '1.18.0', mcpHttp: true },
      mode: null,
      limit: 0,
    })
    .fact(...history())
    .agent(
      {
        type: 'text',
        messageId: 'm1',
        text: 'TAS-3 is mine: **logging in**. The model and its hashing are there; what is missing is the endpoint.\n',
      },
      call('c1', {
        title: 'Read src/user.ts',
        kind: 'read',
        output: 'export interface User {\n  readonly email: string;\n  readonly hash: string;\n}',
        locations: ['/p/src/user.ts'],
      }),
      call('c2', {
        title: 'Edit src/routes.ts',
        kind: 'edit',
        diffs: [
          {
            path: '/p/src/routes.ts',
            oldText: "app.get('/health', health);\napp.use(notFound);\n",
            newText:
              "app.get('/health', health);\napp.post('/login', limited(5), login);\napp.use(notFound);\n",
          },
        ],
      }),
      call('c3', {
        title: 'npm test',
        kind: 'execute',
        exitCode: 0,
        output:
          '✓ a user logs in with the right password\n✓ is refused with the wrong one\n✓ is refused after five attempts\n\n18 passed, 0 failed',
      }),
    )
    .fact({
      type: 'UserMessageSent',
      data: { id: messageId(1), text: 'Log failed attempts, but never the password.', now: false },
    })
    .agent(
      { type: 'text', messageId: 'm2', text: 'All green. I record what I learned, and the summary.\n' },
      call('c4', {
        title: 'iteratr_note-add',
        kind: 'other',
        status: 'in_progress',
        output: '',
      }),
    );
}

function history(): SessionEvent[] {
  const usage = {
    inputTokens: 21_000,
    outputTokens: 3_400,
    totalTokens: 24_400,
    cost: { amount: 0.11, currency: 'USD' },
  };
  return [
    { type: 'RunStarted', data: { spec: 'specs/user-auth.md', model: MODEL } },
    { type: 'IterationStarted', data: { number: 1, model: MODEL } },
    taskAdded(1, 'Create the User model'),
    taskAdded(2, 'Hash passwords with scrypt'),
    taskAdded(3, 'Add the login endpoint', { priority: 3, dependsOn: ids(1, 2) }),
    taskAdded(4, 'Add the logout endpoint', { dependsOn: ids(3) }),
    taskAdded(5, 'Sessions in a signed cookie', { dependsOn: ids(3) }),
    taskAdded(6, 'Write integration tests', { priority: 1, dependsOn: ids(4, 5) }),
    taskAdded(7, 'Document the endpoints', { priority: 0 }),
    statusChanged(1, 'remaining', 'in_progress'),
    statusChanged(1, 'in_progress', 'completed'),
    statusChanged(2, 'remaining', 'completed'),
    note(1, 'learning', 'Tests run with `npm test`, one file with `-- path`'),
    note(2, 'decision', 'scrypt of node:crypto: no native package is needed'),
    {
      type: 'IterationEnded',
      data: { number: 1, outcome: 'finished', reason: 'end_turn', filesChanged: ['src/user.ts'], usage },
    },
    { type: 'IterationCommitted', data: { number: 1, commit: '8c1d4e2f7a01', files: ['src/user.ts'] } },
    { type: 'IterationStarted', data: { number: 2, model: MODEL } },
    statusChanged(3, 'remaining', 'in_progress'),
    note(3, 'tip', 'The server needs PORT=0 in tests'),
  ];
}

function note(number: number, type: 'learning' | 'decision' | 'tip', content: string): SessionEvent {
  return { type: 'NoteAdded', data: { id: noteId(number), type, content, iteration: 1 } };
}
