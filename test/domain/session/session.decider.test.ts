// The life of a session, its notes and the user's messages.
import { describe, expect, it } from 'vitest';
import { messageId } from '../../../domain/message/message.ts';
import { NOTE_TYPES, noteId, noteNumber, parseNoteType } from '../../../domain/note/note.ts';
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
        'a session without tasks cannot be completed: add the tasks of the spec first (task-batch-add)',
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
        'the session still has open tasks: TAS-2 (remaining), TAS-3 (in_progress), TAS-4 (blocked). Complete or cancel them first',
      );
  });

  it('lists twenty open tasks at most, and counts the rest', () => {
    const tasks = Array.from({ length: 25 }, (_, i) => taskAdded(i + 1, `task ${i}`));
    given(...tasks)
      .when(COMPLETE)
      .thenThrows('SESSION.OPEN_TASKS', /TAS-20 \(remaining\) and 5 more\. Complete or cancel them first$/);
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
    given()
      .when({ type: 'EndRun', reason: 'limit' })
      .then({ type: 'RunEnded', data: { reason: 'limit' } });
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
          'session "feature" belongs to the spec a/feature.md, not to b/feature.md: build b/feature.md in another session with --name <other>, or in this one with --name feature --spec b/feature.md, or rename, reset or delete the session first (`iteratr sessions`)',
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

describe('notes', () => {
  const started: SessionEvent = { type: 'IterationStarted', data: { number: 4, model: 'm' } };

  it('carry the iteration they were written in', () => {
    given(started)
      .when({ type: 'AddNote', noteType: 'tip', content: ' run it twice\n' })
      .then({
        type: 'NoteAdded',
        data: { id: noteId(1), type: 'tip', content: 'run it twice', iteration: 4 },
      });
  });

  it('are numbered, and can be written between iterations', () => {
    given({ type: 'NoteAdded', data: { id: noteId(1), type: 'tip', content: 'x', iteration: null } })
      .when({ type: 'AddNote', noteType: 'stuck', content: 'x' })
      .then({ type: 'NoteAdded', data: { id: noteId(2), type: 'stuck', content: 'x', iteration: null } });
  });

  it('are refused when empty', () => {
    given()
      .when({ type: 'AddNote', noteType: 'tip', content: '  ' })
      .thenThrows('NOTE.EMPTY', 'the content of a note is empty: say what is to be remembered');
  });

  it('say something else when they are changed', () => {
    const added: SessionEvent = {
      type: 'NoteAdded',
      data: { id: noteId(1), type: 'tip', content: 'x', iteration: null },
    };
    const changed: SessionEvent = { type: 'NoteContentChanged', data: { id: noteId(1), from: 'x', to: 'y' } };
    given(added)
      .when({ type: 'ChangeNoteContent', id: noteId(1), content: ' y ' })
      .then(changed);
    given(added)
      .when({ type: 'ChangeNoteContent', id: noteId(1), content: 'x' })
      .thenNothing();
    given(added)
      .when({ type: 'ChangeNoteContent', id: noteId(1), content: ' ' })
      .thenThrows('NOTE.EMPTY', /is empty/);
    given(added)
      .when({ type: 'ChangeNoteContent', id: noteId(7), content: 'y' })
      .thenThrows('NOTE.NOT_FOUND', 'there is no note NOT-7: list them with note-list');
    expect(fold([added, changed]).notes.get(1)?.content).toBe('y');
  });

  it.each(NOTE_TYPES)('can be of type %s', (type) => {
    expect(parseNoteType(type)).toBe(type);
  });

  it.each(['', 'Tip', 'blocker'])('cannot be of type %j', (type) => {
    expect(() => parseNoteType(type)).toThrow(
      `"${type}" is not a note type: use one of learning, stuck, tip, decision`,
    );
  });

  it('are kept in the state in their order', () => {
    const notes = [1, 2].map(
      (n) =>
        ({
          type: 'NoteAdded',
          data: { id: noteId(n), type: 'tip', content: `${n}`, iteration: null },
        }) as const,
    );
    expect([...fold(notes).notes.values()].map(({ id }) => noteNumber(id))).toEqual([1, 2]);
  });
});

describe('messages of the user', () => {
  const sent = (number: number): SessionEvent => ({
    type: 'UserMessageSent',
    data: { id: messageId(number), text: `text ${number}`, now: false },
  });
  const delivered = (...numbers: number[]): SessionEvent => ({
    type: 'UserMessagesDelivered',
    data: { ids: numbers.map(messageId) },
  });
  const confirm = (...numbers: number[]) =>
    ({ type: 'ConfirmDelivery', ids: numbers.map(messageId) }) as const;
  const pending = (...events: SessionEvent[]) => fold(events).pendingMessages.map(({ text }) => text);

  it('are recorded as they were typed', () => {
    given()
      .when({ type: 'SendMessage', text: ' use tabs\n', now: true })
      .then({
        type: 'UserMessageSent',
        data: { id: messageId(1), text: ' use tabs\n', now: true },
      });
  });

  it('are numbered on, also after delivery', () => {
    given(sent(1), sent(2), delivered(1, 2))
      .when({ type: 'SendMessage', text: 'text 3', now: false })
      .then(sent(3));
  });

  it('are refused when empty', () => {
    given()
      .when({ type: 'SendMessage', text: ' \n', now: false })
      .thenThrows('MESSAGE.EMPTY', 'the message is empty: write what the agent should know');
  });

  it('wait in the order they were sent, until they are delivered', () => {
    expect(pending(sent(1), sent(2), sent(3))).toEqual(['text 1', 'text 2', 'text 3']);
    expect(pending(sent(1), sent(2), sent(3), delivered(1, 3))).toEqual(['text 2']);
  });

  it('still wait after a crash in the middle of an iteration', () => {
    const started: SessionEvent = { type: 'IterationStarted', data: { number: 1, model: 'm' } };
    expect(pending(started, sent(1), { ...started, data: { number: 2, model: 'm' } })).toEqual(['text 1']);
  });

  it('are delivered once', () => {
    given(sent(1), sent(2)).when(confirm(1)).then(delivered(1));
    given(sent(1), sent(2), delivered(1)).when(confirm(1, 2)).then(delivered(2));
    given(sent(1), delivered(1)).when(confirm(1)).thenNothing();
    given(sent(1), sent(2))
      .when(confirm(2, 1, 2))
      .then(delivered(1, 2));
  });

  it('that were never sent are not delivered', () => {
    given(sent(1)).when(confirm(2)).thenNothing();
  });
});

describe('a pause', () => {
  const requested: SessionEvent = { type: 'PauseRequested', data: {} };
  const paused: SessionEvent = { type: 'RunPaused', data: {} };
  const resumed: SessionEvent = { type: 'ResumeRequested', data: {} };
  const started: SessionEvent = { type: 'RunStarted', data: { spec: 's', model: 'm' } };

  it('is asked for once, begins when it was asked for, and ends when somebody resumes', () => {
    given().when({ type: 'RequestPause' }).then(requested);
    given(requested).when({ type: 'RequestPause' }).thenNothing();
    given(requested).when({ type: 'BeginPause' }).then(paused);
    given().when({ type: 'BeginPause' }).thenNothing();
    given(requested, paused).when({ type: 'RequestResume' }).then(resumed);
  });

  it('shows in the state, and does not outlive the run', () => {
    expect(fold([requested]).pause).toBe('requested');
    expect(fold([requested, paused]).pause).toBe('paused');
    expect(fold([requested, paused, resumed]).pause).toBe('none');
    expect(fold([requested, paused, started]).pause).toBe('none');
  });
});

it('a message to a completed session restarts it', () => {
  given(DONE, COMPLETED)
    .when({ type: 'SendMessage', text: 'and now', now: false })
    .then(restarted('MSG-1 is to be read'), {
      type: 'UserMessageSent',
      data: { id: messageId(1), text: 'and now', now: false },
    });
});
