// The overlay that shows what needs the user and takes the answer, so that the work continues.
import type { SessionCommand } from '../../../domain/session/session.decider.ts';
import { HEADING, MUTED, oneLine, SUBTLE, span } from '../canvas/pieces.ts';
import { type EditorState, EMPTY_EDITOR } from '../editor/text-editor.ts';
import { findNeed, headOf, type Need, needsOf, textOf } from '../model/needs.ts';
import { openOverlay, type Step, still, toasted } from '../model/step.ts';
import type { UiAction } from '../model/ui-action.ts';
import type { OverlayDefinition } from './overlay.ts';
import { bodyOf, EMPTY_LINE, MEDIUM, type OverlayLine, paragraph } from './overlay-content.ts';

declare module '../model/ui-state.ts' {
  interface OverlayStates {
    /** `id` is that of the need. */
    answer: { readonly editor: EditorState; readonly id: string };
  }
}

const EDITOR_ROWS = 3;

export const ANSWER: OverlayDefinition<'answer'> = {
  width: MEDIUM,
  keys: ['choosing'],
  text: 'line',
  open(model): Step {
    const [need] = needsOf(model);
    if (!need) return still(toasted(model, true, 'nothing needs you now'));
    return still(openOverlay(model, { kind: 'answer', id: need.id, editor: EMPTY_EDITOR }));
  },
  content(model, { id, editor }, width) {
    const need = findNeed(model, id);
    const at = needsOf(model).findIndex((one) => one.id === id) + 1;
    if (!need) return settled(id, width);
    return {
      title: `Needs you ${at}/${needsOf(model).length}`,
      head: [...paragraph(headOf(need), width, HEADING), ...paragraph(textOf(need), width), EMPTY_LINE],
      editor: { state: editor, rows: EDITOR_ROWS, label: labelOf(need) },
      body: bodyOf(linesFor(need, editor.text.trim())),
      choosing: true,
      hints: ['close', 'choose'],
    };
  },
};

function labelOf(need: Need): string {
  switch (need.kind) {
    case 'question':
      return need.question.choices.length > 0 ? 'Another answer' : 'Your answer';
    case 'blocked':
      return 'What the agent should know; the task continues with it';
    case 'protected':
    case 'stuck':
      return 'A message to the agent';
    default:
      return need satisfies never;
  }
}

/** Returns what can be done: send what is written, or one of the choices. */
function linesFor(need: Need, text: string): readonly OverlayLine[] {
  if (text !== '') return [line(written(need), settle(need, text))];
  switch (need.kind) {
    case 'question': {
      const { choices, assumption } = need.question;
      const chosen = choices.map((choice, index) =>
        line(`${index + 1} ${oneLine(choice)}`, settle(need, choice)),
      );
      if (assumption === null || choices.includes(assumption)) return chosen;
      return [...chosen, line(`Take the assumption: ${oneLine(assumption)}`, settle(need, assumption))];
    }
    case 'blocked': {
      const { id } = need.task;
      return [
        line('Try it again', commands({ type: 'ChangeTaskStatus', id, status: 'remaining' })),
        line('Cancel the task', commands({ type: 'ChangeTaskStatus', id, status: 'cancelled' })),
        line('Open the task', { type: 'open', overlay: { kind: 'task', id } }),
      ];
    }
    case 'protected':
      return [line('Accept the changes', commands({ type: 'AcceptFoundChanges' }))];
    case 'stuck':
      return [
        line('I have seen it', { type: 'settle', commands: [], seen: need.id }),
        line('Open the note', { type: 'open', overlay: { kind: 'note', id: need.id } }),
      ];
    default:
      return need satisfies never;
  }
}

function written({ kind }: Need): string {
  return kind === 'question' ? 'Give this answer' : kind === 'blocked' ? 'Send it and try again' : 'Send it';
}

/** Returns the action that passes on what the user wrote or chose. */
function settle(need: Need, text: string): UiAction {
  switch (need.kind) {
    case 'question':
      return commands({ type: 'AnswerQuestion', id: need.question.id, answer: text });
    case 'blocked': {
      const { id } = need.task;
      return commands(message(`About ${id}: ${text}`), { type: 'ChangeTaskStatus', id, status: 'remaining' });
    }
    case 'protected':
      return commands(message(`About the protected files: ${text}`));
    case 'stuck':
      return { type: 'settle', commands: [message(`About ${need.note.id}: ${text}`)], seen: need.id };
    default:
      return need satisfies never;
  }
}

function message(text: string): SessionCommand {
  return { type: 'SendMessage', text, now: false };
}

function commands(...all: readonly SessionCommand[]): UiAction {
  return { type: 'settle', commands: all, seen: null };
}

function line(words: string, action: UiAction): OverlayLine {
  return { line: [span(words)], action };
}

/** Somebody else has answered while the overlay was open. */
function settled(id: string, width: number) {
  return {
    title: 'Needs you',
    head: [...paragraph(`${id} does not wait any more.`, width, SUBTLE), EMPTY_LINE],
    editor: null,
    body: bodyOf([{ line: [span('Close', MUTED)] }]),
    choosing: true,
    hints: ['close', 'choose'],
  } as const;
}
