// Specifies what the title and the progress of the terminal follow, and what calls the user.
import { expect, it } from 'vitest';
import type { AppEffect } from '../../../../adapters/tui/model/app-effect.ts';
import type { AppMessage } from '../../../../adapters/tui/model/app-model.ts';
import { attentiveUpdate } from '../../../../adapters/tui/update/attentive-update.ts';
import type { RunEvent } from '../../../../application/ports/run-observer.port.ts';
import { noteId } from '../../../../domain/note/note.ts';
import { questionId } from '../../../../domain/question/question.ts';
import type { SessionEvent } from '../../../../domain/session/session.events.ts';
import { evolve } from '../../../../domain/session/session.state.ts';
import { sessionName } from '../../../../domain/session/session-name.ts';
import { ids, statusChanged } from '../../../support/decider-spec.ts';
import { result, START, sample } from './sample-model.ts';

const META = {
  id: 'event-x',
  session: sessionName('parser'),
  time: new Date(START).toISOString(),
  iteration: null,
  actor: 'agent',
} as const;

function afterRun(event: RunEvent, mode: 'run' | 'attached' = 'run'): readonly AppEffect[] {
  const { model } = sample();
  const shown = { ...model, surroundings: { ...model.surroundings, mode } };
  const session = event.type === 'recorded' ? evolve(model.session, event.recorded) : model.session;
  return attentiveUpdate(shown, { type: 'run', event, session, time: START })[1];
}

function after(event: SessionEvent, mode: 'run' | 'attached' = 'run'): readonly AppEffect[] {
  return afterRun({ type: 'recorded', recorded: { meta: META, event } }, mode);
}

const [TASK] = ids(3);

it('shows session, tasks and state, and only when they change', () => {
  expect(after(statusChanged(2, 'in_progress', 'completed'))).toContainEqual({
    type: 'show-attention',
    title: 'parser 2/6 · working',
    progress: { state: 'working', percent: 33 },
  });
  const { model } = sample();
  const message: AppMessage = { type: 'tick', now: START };
  const [next] = attentiveUpdate(model, message);
  expect(attentiveUpdate(next, message)[1]).toEqual([]);
});

it.each([
  [{ reason: 'complete' }, 'parser: Session complete', 'none'],
  [{ reason: 'failed' }, 'parser: Run failed', 'failed'],
  [{ reason: 'no_progress' }, 'parser: No progress', 'waiting'],
  [{ reason: 'cost_limit' }, 'parser: Cost limit reached', 'waiting'],
  [{ reason: 'interrupted' }, null, 'none'],
  [{ reason: 'complete', iterations: [] }, null, 'none'],
] as const)('a run that ends as %j says %j', (end, text, state) => {
  const effects = afterRun({ type: 'run-ended', result: result(end) });
  expect(effects.filter(({ type }) => type === 'alert')).toEqual(
    text === null ? [] : [{ type: 'alert', text }],
  );
  expect(effects).toContainEqual(expect.objectContaining({ progress: { state, percent: 17 } }));
});

it.each<readonly [string, SessionEvent, string]>([
  [
    'a question',
    {
      type: 'QuestionAsked',
      data: {
        id: questionId(1),
        question: 'Which port?',
        choices: [],
        assumption: null,
        task: null,
        iteration: 2,
      },
    },
    'parser asks: Which port?',
  ],
  [
    'a task that iteratr blocks',
    { type: 'TaskBlocked', data: { id: TASK as never, reason: 'no key' } },
    'parser: TAS-3 is blocked: no key',
  ],
  ['a task that the agent blocks', statusChanged(3, 'remaining', 'blocked'), 'parser: TAS-3 is blocked'],
  [
    'a stuck note',
    { type: 'NoteAdded', data: { id: noteId(9), type: 'stuck', content: 'No network', iteration: 2 } },
    'parser is stuck: No network',
  ],
])('%s calls the user', (_, event, text) => {
  expect(after(event)).toContainEqual({ type: 'alert', text });
});

it('does not call for what needs nobody, and in another terminal for the end of a run', () => {
  const end: SessionEvent = { type: 'RunEnded', data: { reason: 'complete' } };
  const alerts = (effects: readonly AppEffect[]) => effects.filter(({ type }) => type === 'alert');
  expect(alerts(after(statusChanged(3, 'remaining', 'completed')))).toEqual([]);
  expect(alerts(after(end))).toEqual([]);
  expect(alerts(after(end, 'attached'))).toEqual([{ type: 'alert', text: 'parser: Session complete' }]);
});
