// The life of a session: its runs, its completion, its pauses, and what restarts it.
import { describe, expect, it } from 'vitest';
import { messageId } from '../../../domain/message/message.ts';
import type { SessionEvent } from '../../../domain/session/session.events.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import type { BuildSpec } from '../../../domain/session/session-spec.ts';
import type { TaskId } from '../../../domain/task/task.ts';
import { fold, given, ids, statusChanged, taskAdded } from '../../support/decider-spec.ts';

const COMPLETE = { type: 'CompleteSession' } as const;
const COMPLETED = { type: 'SessionCompleted', data: {} } as const;
const restarted = (reason: string) => ({ type: 'SessionRestarted', data: { reason } }) as const;
const DONE = taskAdded(1, 'a', { status: 'completed' });

describe('completing a session', () => {
  it('is possible when every task is completed or cancelled', () => {
    given(DONE, taskAdded(2, 'b', { status: 'cancelled' }))
      .when(COMPLETE)
      .then(COMPLETED);
  });

  it('is refused without tasks', () => {
    given()
      .when(COMPLETE)
      .thenThrows(
        'SESSION.NO_TASKS',
        'a session without tasks cannot be completed; add the tasks of the spec first (task-batch-add)',
      );
  });

  it('is refused while tasks are open, and lists them', () => {
    given(
      DONE,
      taskAdded(2, 'b'),
      taskAdded(3, 'c', { status: 'in_progress' }),
      taskAdded(4, 'd', { status: 'blocked' }),
    )
      .when(COMPLETE)
      .thenThrows(
        'SESSION.OPEN_TASKS',
        'the session still has open tasks: TAS-2 (remaining), TAS-3 (in_progress), TAS-4 (blocked); complete or cancel them first',
      );
  });

  it('lists twenty open tasks at most, and counts the rest', () => {
    const tasks = Array.from({ length: 25 }, (_, i) => taskAdded(i + 1, `task ${i}`));
    given(...tasks)
      .when(COMPLETE)
      .thenThrows('SESSION.OPEN_TASKS', /TAS-20 \(remaining\) and 5 more; complete or cancel them first$/);
  });

  it('that is complete already changes nothing', () => {
    given(DONE, COMPLETED).when(COMPLETE).thenNothing();
  });

  it('shows in the state', () => {
    expect(fold([DONE]).completed).toBe(false);
    expect(fold([DONE, COMPLETED]).completed).toBe(true);
    expect(fold([DONE, COMPLETED, restarted('…')]).completed).toBe(false);
  });
});

describe('a completed session', () => {
  it('is restarted by a new task', () => {
    given(DONE, COMPLETED)
      .when({ type: 'AddTasks', tasks: [{ content: 'b', dependsOn: ids(1) }] })
      .then(restarted('TAS-2 is remaining'), taskAdded(2, 'b', { dependsOn: ids(1) }));
  });

  it('is restarted by a task that is opened again', () => {
    given(DONE, COMPLETED)
      .when({ type: 'ChangeTaskStatus', id: ids(1)[0] as TaskId, status: 'blocked' })
      .then(restarted('TAS-1 is blocked'), statusChanged(1, 'completed', 'blocked'));
  });

  it('is not restarted by a task that is done, nor by what leaves the status as it is', () => {
    given(DONE, COMPLETED)
      .when({ type: 'AddTasks', tasks: [{ content: 'b', status: 'cancelled' }] })
      .then(taskAdded(2, 'b', { status: 'cancelled' }));
    given(DONE, COMPLETED)
      .when({ type: 'ChangeTaskPriority', id: ids(1)[0] as TaskId, priority: 4 })
      .then({ type: 'TaskPriorityChanged', data: { id: ids(1)[0] as TaskId, from: 2, to: 4 } });
  });

  it('is restarted when the user asks for it, and only then', () => {
    given(DONE, COMPLETED).when({ type: 'RestartSession' }).then(restarted('the user asked for it'));
    given(DONE).when({ type: 'RestartSession' }).thenNothing();
  });

  it('keeps its tasks when it is restarted, and can be completed again', () => {
    given(DONE, COMPLETED, restarted('…'), taskAdded(2, 'b'), statusChanged(2, 'remaining', 'completed'))
      .when(COMPLETE)
      .then(COMPLETED);
  });
});

describe('runs', () => {
  it('record the spec and the model, and why they end', () => {
    const spec = { named: './specs/a.md', path: 'specs/a.md' };
    given()
      .when({ type: 'StartRun', session: sessionName('a'), spec, model: 'p/m' })
      .then({ type: 'RunStarted', data: { spec: './specs/a.md', specPath: 'specs/a.md', model: 'p/m' } });
    const started: SessionEvent = { type: 'RunStarted', data: { spec: 's', model: 'm' } };
    given(started)
      .when({ type: 'EndRun', reason: 'limit' })
      .then({ type: 'RunEnded', data: { reason: 'limit' } });
    given().when({ type: 'EndRun', reason: 'limit' }).thenNothing();
  });

  describe('belong to the spec of the session', () => {
    const session = sessionName('feature');
    const start = (spec: BuildSpec) => ({ type: 'StartRun', session, spec, model: 'm' }) as const;
    const A: BuildSpec = { named: './a/feature.md', path: 'a/feature.md' };
    const B: BuildSpec = { named: 'b/feature.md', path: 'b/feature.md' };
    const began: SessionEvent = { type: 'RunStarted', data: { spec: 'x', model: 'm', specPath: A.path } };
    const former: SessionEvent = { type: 'RunStarted', data: { spec: 'feature.md', model: 'm' } };
    const runOf = ({ named, path }: BuildSpec): SessionEvent => ({
      type: 'RunStarted',
      data: { spec: named, model: 'm', specPath: path },
    });

    it('the same file goes on, however it is named', () => {
      given(began).when(start(A)).then(runOf(A));
      const [nfc, nfd] = ['NFC', 'NFD'].map((form) => ({ named: 'é', path: 'é.md'.normalize(form) }));
      given(runOf(nfd as BuildSpec))
        .when(start(nfc as BuildSpec))
        .then(runOf(nfc as BuildSpec));
    });

    it('another one is refused, with both and the ways out', () => {
      given(began)
        .when(start(B))
        .thenThrows(
          'SESSION.OTHER_SPEC',
          'session "feature" belongs to the spec a/feature.md, not to b/feature.md; build b/feature.md in another session with --name <other>, or in this one with --name feature --spec b/feature.md, or rename, reset or delete the session first (`iteratr sessions`)',
        );
    });

    it('consent is recorded, and then the other one is its own', () => {
      const consented = start({ ...B, consent: true });
      const changed: SessionEvent = { type: 'SessionSpecChanged', data: { from: A.path, to: B.path } };
      given(began).when(consented).then(changed, runOf(B));
      given(began, changed).when(start(B)).then(runOf(B));
      given(began, changed, runOf(B))
        .when(start(A))
        .thenThrows('SESSION.OTHER_SPEC', /belongs to the spec/);
      given(began)
        .when(start({ ...A, consent: true }))
        .then(runOf(A));
      given().when(consented).then(runOf(B));
    });

    it('what an older version recorded counts only where it is known to be this file', () => {
      given(former)
        .when(start({ ...B, formerName: 'feature.md' }))
        .then(runOf(B));
      given(former)
        .when(start({ ...B, path: 'feature.md' }))
        .thenThrows('SESSION.OTHER_SPEC', /belongs to the spec/);
      given(began)
        .when(start({ ...B, formerName: 'a/feature.md' }))
        .thenThrows('SESSION.OTHER_SPEC', /belongs to the spec/);
      given(began, former)
        .when(start(A))
        .thenThrows('SESSION.OTHER_SPEC', /belongs to the spec/);
    });
  });

  it('the state has the spec and model of the last one', () => {
    const runs = ['a', 'b'].map(
      (spec): SessionEvent => ({ type: 'RunStarted', data: { spec, model: `of ${spec}` } }),
    );
    expect(fold([...runs, { type: 'RunEnded', data: { reason: 'x' } }])).toMatchObject({
      spec: 'b',
      model: 'of b',
    });
  });
});

describe('a pause', () => {
  const requested: SessionEvent = { type: 'PauseRequested', data: {} };
  const paused: SessionEvent = { type: 'RunPaused', data: {} };
  const resumed: SessionEvent = { type: 'ResumeRequested', data: {} };
  const started: SessionEvent = { type: 'RunStarted', data: { spec: 's', model: 'm' } };
  const ended: SessionEvent = { type: 'RunEnded', data: { reason: 'complete' } };

  it('is asked for once, begins when it was asked for, and ends when somebody resumes', () => {
    given(started).when({ type: 'RequestPause' }).then(requested);
    given(started, requested).when({ type: 'RequestPause' }).thenNothing();
    given(started, requested).when({ type: 'BeginPause' }).then(paused);
    given().when({ type: 'BeginPause' }).thenNothing();
    given(started, requested, paused).when({ type: 'RequestResume' }).then(resumed);
  });

  it('needs a run: without one there is nothing to pause or resume', () => {
    for (const type of ['RequestPause', 'RequestResume'] as const) {
      given().when({ type }).thenNothing();
      given(started, ended).when({ type }).thenNothing();
    }
  });

  it('shows in the state, and does not outlive the run', () => {
    expect(fold([requested]).pause).toBe('requested');
    expect(fold([requested, paused]).pause).toBe('paused');
    expect(fold([requested, paused, resumed]).pause).toBe('none');
    expect(fold([requested, paused, started]).pause).toBe('none');
    expect(fold([started, requested, ended]).pause).toBe('none');
  });
});

it('a message to a completed session restarts it', () => {
  given(DONE, COMPLETED)
    .when({ type: 'SendMessage', text: 'and now', now: false })
    .then(restarted('MSG-1 is unread'), {
      type: 'UserMessageSent',
      data: { id: messageId(1), text: 'and now', now: false },
    });
});
