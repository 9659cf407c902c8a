// The states of the dashboard that golden files show: each leads a session in its second iteration there.

import type { ReplayState } from '../../../../adapters/tui/model/replay-state.ts';
import type { CommitChanges } from '../../../../application/ports/commit-reader.port.ts';
import { questionId } from '../../../../domain/question/question.ts';
import type { TaskId } from '../../../../domain/task/task.ts';
import { workerName } from '../../../../domain/worker/worker.ts';
import { ids, statusChanged } from '../../../support/decider-spec.ts';
import { call, result, type Session } from './sample-model.ts';
import { LIST } from './sessions-list.ts';

const COMMIT_CHANGES: CommitChanges = {
  subject: 'Write the lexer',
  files: [
    {
      path: 'src/lexer.ts',
      from: null,
      lines: { added: 2, removed: 1 },
      hunks: '@@ -9,3 +9,4 @@ export\n const a = 1;\n-old();\n+lex(a);\n+// 漢字\n }\n',
    },
    { path: 'docs/new.md', from: 'docs/old.md', lines: { added: 0, removed: 0 }, hunks: '' },
    { path: 'logo.png', from: null, lines: null, hunks: '' },
    { path: 'package-lock.json', from: null, lines: { added: 20_311, removed: 7 }, hunks: '' },
  ],
  filesLeftOut: 12,
};

/** Several workers: the first one works, the second one runs a command, the third one waits. */
export function crew(session: Session, size: number): Session {
  const names = Array.from({ length: size }, (_, index) => workerName(index + 1));
  const [w1, w2] = names;
  session.fact(...names.map((worker) => ({ type: 'WorkerJoined', data: { worker, host: 'desk' } }) as const));
  for (const [index, worker] of [w1, w2].entries()) {
    if (!worker) continue;
    const id = ids(index === 0 ? 3 : 4)[0] as TaskId;
    session
      .fact({ type: 'TaskClaimed', data: { id, worker } })
      .as(worker)
      .fact(
        { type: 'IterationStarted', data: { number: 3 + index, agent: 'opencode', model: 'm', worker } },
        statusChanged(index === 0 ? 3 : 4, 'remaining', 'in_progress'),
      )
      .run({
        type: 'agent',
        iteration: 3 + index,
        event: { type: 'text', messageId: null, text: `Output of ${worker}.` },
      });
  }
  const test = { title: 'npm test', kind: 'execute', status: 'in_progress' } as const;
  session.as(w2).run({ type: 'agent', iteration: 4, event: call('t', test) });
  return session.as(undefined);
}

type Steps = (session: Session) => Session;

export const SCREENS = {
  dashboard: (session) => session,
  tasks: (session) => session.keys('tab', 'j'),
  searched: (session) => session.keys('/').type('line 2').keys('enter', 'n'),
  'long input': (session) => session.paste('Many words, 漢字 and 👩‍👩‍👧, in a long message. '.repeat(60)),
  task: (session) => session.keys('tab', 'enter'),
} satisfies Readonly<Record<string, Steps>>;

/** What only the lower rows of the screen show. */
export const STATUS_ROWS: Readonly<Record<string, Steps>> = {
  working: (session) => session,
  prefix: (session) => session.keys('ctrl+x'),
  toast: (session) => session.send({ type: 'answer', ok: false, text: 'the clipboard could not be reached' }),
  pausing: (session) => session.fact({ type: 'PauseRequested', data: {} }),
  paused,
  waiting: (session) =>
    endIteration(session).run({
      type: 'notice',
      level: 'info',
      message: 'the provider limits the rate; waiting 30 s',
    }),
  failed: (session) =>
    session
      .run({
        type: 'run-ended',
        result: result({ reason: 'failed', message: 'the agent could not be started' }),
      })
      .keys('escape'),
  attached: (session) => mode(session, 'attached'),
  finished: (session) => mode(session, 'finished'),
  replay: (session) => replay(session, 'playing'),
  'replay, paused': (session) => replay(session, 'paused'),
  'replay, ended': (session) => replay(session, 'ended'),
  tasks: (session) => session.keys('tab'),
  notes: (session) => session.keys('tab', 'tab'),
  input: (session) =>
    session.keys('i').type('A message that is written').keys('alt+enter').type('on two lines'),
};

/** The agent pane with the sidebar hidden: what scrolling, selecting and expanding show. */
export const AGENT_PANES: Readonly<Record<string, Steps>> = {
  scrolled: (session) => session.keys('k', 'k', 'pageup'),
  expanded: (session) => session.keys('e', 'pageup'),
};

export const OVERLAYS: Readonly<Record<string, Steps>> = {
  logs: (session) => session.command('logs'),
  timeline: (session) => session.command('timeline'),
  commit: (session) =>
    session.command('timeline').keys('k', 'd').send({
      type: 'commit',
      commit: '3f2a9c41d0aa',
      changes: COMMIT_CHANGES,
    }),
  'commit-files': (session) =>
    session.command('timeline').keys('k', 'o').send({
      type: 'commit',
      commit: '3f2a9c41d0aa',
      changes: COMMIT_CHANGES,
    }),
  'commit, not read yet': (session) => session.command('timeline').keys('k', 'd'),
  'logs, scrolled': (session) => session.resize(96, 12).command('logs').keys('g', 'j'),
  workers: (session) => crew(session, 3).command('workers'),
  palette: (session) => session.command('palette'),
  'palette, found': (session) => session.command('palette').type('note').keys('down'),
  sessions: (session) => session.command('sessions').send({ type: 'sessions', sessions: LIST }).keys('down'),
  'sessions, reading': (session) => session.command('sessions'),
  'sessions, found': (session) =>
    session.resize(50, 20).command('sessions').send({ type: 'sessions', sessions: LIST }).type('b'),
  search: (session) => session.command('search').type('parser'),
  task: (session) => session.keys('tab', 'enter'),
  'answer, choices': (session) => asked(session, ['MIT', 'Apache-2.0']).command('answer'),
  'answer, written': (session) => asked(session).command('answer').type('use MIT'),
  'answer, blocked': (session) => session.command('answer'),
  'task status': (session) => session.keys('tab', 'enter', 's', 'j'),
  'filter tasks': (session) => session.keys('tab', '/').type('par'),
  'edit task': (session) => session.keys('tab', 'e'),
  'new task': (session) => session.command('new-task').type('Write the docs').keys('tab'),
  'new task, after others': (session) =>
    session.command('new-task').type('Write the docs').keys('ctrl+n').type('2, TAS-9'),
  note: (session) => session.keys('tab', 'tab', 'enter'),
  'edit note': (session) => session.keys('tab', 'tab', 'e'),
  'new note': (session) => session.command('new-note'),
  quit: (session) => session.command('quit').keys('down'),
  'quit, paused': (session) => paused(session).command('quit'),
  'complete with doubts': (session) =>
    session.run({
      type: 'run-ended',
      result: result({
        proof: {
          tasks: { doubtful: ids(1), unverified: [], verified: ids(2, 3), accepted: [] },
          returned: [],
          reviewed: [],
          checks: [
            { command: 'npm test', outcome: 'green', tests: { passed: 41, failed: 0, skipped: 0 } },
            { command: 'npm run lint', outcome: 'red', tests: null },
          ],
        },
        uncommitted: { files: ['a-file-with-a-long-name.ts', 'b.ts', 'c.ts'], leftOut: 4 },
        openQuestions: [{ id: questionId(1), task: null, question: 'Which port should it listen on?' }],
      }),
    }),
  'complete before': (session) => session.run({ type: 'run-ended', result: result({ iterations: [] }) }),
  complete: (session) => session.run({ type: 'run-ended', result: result() }),
  reset: (session) => session.run({ type: 'run-ended', result: result() }).keys('x', 'j'),
  help: (session) => session.command('help'),
};

/** The agent asks, and its task waits. */
function asked(session: Session, choices: readonly string[] = []): Session {
  const question =
    'Which license should the project have? The README names none, and package.json says UNLICENSED.';
  const id = questionId(1);
  const data = {
    id,
    question,
    choices,
    assumption: 'MIT, as most of its packages',
    task: ids(2)[0] ?? null,
    iteration: 2,
  };
  return session.fact({ type: 'QuestionAsked', data }, statusChanged(2, 'in_progress', 'blocked'));
}

function paused(session: Session): Session {
  return endIteration(session.fact({ type: 'PauseRequested', data: {} })).fact({
    type: 'RunPaused',
    data: {},
  });
}

function endIteration(session: Session): Session {
  return session.agent({ type: 'turn-ended', stopReason: 'end_turn', usage: null }).fact({
    type: 'IterationEnded',
    data: { number: 2, outcome: 'finished', reason: 'end_turn', filesChanged: [], usage: null },
  });
}

function replay(session: Session, phase: ReplayState['phase']): Session {
  const { surroundings } = session.model;
  const state: ReplayState = { phase, speed: 10, iterations: 12 };
  return session.send({
    type: 'surroundings',
    surroundings: { ...surroundings, git: null, mode: 'replay', replay: state },
  });
}

function mode(session: Session, mode: 'attached' | 'finished'): Session {
  return session.send({ type: 'surroundings', surroundings: { ...session.model.surroundings, mode } });
}
