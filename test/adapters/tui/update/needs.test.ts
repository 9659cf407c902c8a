// What needs the user: which cards are shown, what their answers ask of the host, and what is said after a while without a key.
import { describe, expect, it } from 'vitest';
import { noteId } from '../../../../domain/note/note.ts';
import { questionId } from '../../../../domain/question/question.ts';
import { taskId } from '../../../../domain/task/task.ts';
import { statusChanged, taskAdded } from '../../../support/decider-spec.ts';
import { frameOf, textOfFrame } from '../views/frame.ts';
import { empty, type Session } from './sample-model.ts';

const task = taskId(1);

function working(columns = 120, rows = 35): Session {
  return empty(columns, rows).fact(
    { type: 'IterationStarted', data: { number: 1, model: 'm' } },
    taskAdded(1, 'Add a license'),
    statusChanged(1, 'remaining', 'in_progress'),
  );
}

function asked(session: Session, choices: readonly string[] = []): Session {
  const data = {
    id: questionId(1),
    question: 'Which license?',
    choices,
    assumption: null,
    task,
    iteration: 1,
  };
  return session.fact({ type: 'QuestionAsked', data }, statusChanged(1, 'in_progress', 'blocked'));
}

function screen({ model }: Session): string {
  return textOfFrame(frameOf(model));
}

function effects(session: Session): readonly unknown[] {
  return session.takeEffects().map((effect) => (effect.type === 'execute' ? effect.command : effect));
}

describe('a question', () => {
  it('is shown with its task and its choices, until it is answered', () => {
    const session = asked(working(), ['MIT', 'Apache-2.0']);
    expect(screen(session)).toContain('QUE-1 · TAS-1 waits for the answer');
    expect(screen(session)).toContain('1 MIT   2 Apache-2.0');
    session.fact(
      { type: 'QuestionAnswered', data: { id: questionId(1), answer: 'MIT', by: 'user' } },
      statusChanged(1, 'blocked', 'remaining'),
    );
    expect(screen(session)).not.toContain('QUE-1 · ');
  });

  it('is answered by a choice', () => {
    const session = asked(working(), ['MIT', 'Apache-2.0']).keys('ctrl+x', 'q', 'down', 'enter');
    expect(effects(session)).toEqual([{ type: 'AnswerQuestion', id: 'QUE-1', answer: 'Apache-2.0' }]);
    expect(session.model.ui.overlays).toEqual([]);
  });

  it('is answered by what is written', () => {
    const session = asked(working(), ['MIT']).keys('ctrl+x', 'q').type('none yet').keys('enter');
    expect(effects(session)).toEqual([{ type: 'AnswerQuestion', id: 'QUE-1', answer: 'none yet' }]);
  });

  it('without a choice takes no empty answer', () => {
    const session = asked(working()).keys('ctrl+x', 'q', 'enter');
    expect(effects(session)).toEqual([]);
    expect(session.model.ui.overlays).toHaveLength(1);
  });

  it('that somebody else answers says so in the open overlay', () => {
    const session = asked(working()).keys('ctrl+x', 'q');
    session.fact({ type: 'QuestionAnswered', data: { id: questionId(1), answer: 'MIT', by: 'user' } });
    expect(screen(session)).toContain('QUE-1 does not wait any more.');
  });
});

describe('a blocked task', () => {
  const blocked = (): Session =>
    working().fact({ type: 'TaskBlocked', data: { id: task, reason: 'npm test failed 3 times' } });

  it('is shown with the reason', () => {
    expect(screen(blocked())).toContain('TAS-1 is blocked');
    expect(screen(blocked())).toContain('npm test failed 3 times');
  });

  it('continues with what the user writes', () => {
    const session = blocked().keys('ctrl+x', 'q').type('use node 22').keys('enter');
    expect(effects(session)).toEqual([
      { type: 'SendMessage', text: 'About TAS-1: use node 22', now: false },
      { type: 'ChangeTaskStatus', id: 'TAS-1', status: 'remaining' },
    ]);
  });
});

it('a note that the agent is stuck goes away when the user has seen it', () => {
  const data = { id: noteId(1), type: 'stuck', content: 'No network', iteration: 1 } as const;
  const session = working().fact({ type: 'NoteAdded', data });
  expect(screen(session)).toContain('NOT-1 · the agent is stuck');
  expect(effects(session.keys('ctrl+x', 'q', 'enter'))).toEqual([]);
  expect(screen(session)).not.toContain('NOT-1 · the agent is stuck');
});

it('says what happened in ten minutes without a key, until the next one', () => {
  const session = working().keys('down');
  session.fact(statusChanged(1, 'in_progress', 'completed'));
  expect(screen(session)).not.toContain('While you were away');
  session.send({ type: 'tick', now: session.time + 11 * 60_000 });
  expect(screen(session)).toMatch(/While you were away, 11 min \d+ s: 0 iterations · 1 task done/);
  expect(screen(session)).toContain('✓ TAS-1 Add a license');
  expect(screen(session.keys('down'))).not.toContain('While you were away');
});
