// Writing a task or a note, and changing what it says.
import { NOTE_TYPES } from '../../../../domain/note/note.ts';
import { TASK_PRIORITIES } from '../../../../domain/task/task.ts';
import type { OverlayOf } from '../../app/ui-state.ts';
import type { StyledLine } from '../../canvas/style.ts';
import { SUBTLE, span } from '../pieces.ts';
import { NOTE_MARKS } from '../words.ts';
import { EMPTY_LINE, NO_BODY, type OverlayBox } from './overlay-box.ts';

const EDITOR_ROWS = 8;
const CHOSEN = { fg: 'accent', bold: true, underline: true } as const;

export function newTaskOverlay({ editor, priority }: OverlayOf<'new-task'>): OverlayBox {
  const options = TASK_PRIORITIES.map((p) => ({ word: `P${p}`, chosen: p === priority }));
  return form('New task', editor, 'What is to be done', optionLine('Priority', options), true);
}

export function editTaskOverlay({ id, editor }: OverlayOf<'edit-task'>): OverlayBox {
  return form(`Edit ${id}`, editor, 'What is to be done', [], false);
}

export function editNoteOverlay({ id, editor }: OverlayOf<'edit-note'>): OverlayBox {
  return form(`Edit ${id}`, editor, 'What the next iterations should know', [], false);
}

export function newNoteOverlay({ editor, noteType }: OverlayOf<'new-note'>): OverlayBox {
  const options = NOTE_TYPES.map((type) => {
    const { icon, word } = NOTE_MARKS[type];
    return { word: `${icon} ${word}`, chosen: type === noteType };
  });
  return form('New note', editor, 'What the next iterations should know', optionLine('Type', options), true);
}

function form(
  title: string,
  state: OverlayOf<'new-task'>['editor'],
  label: string,
  options: StyledLine,
  hasOptions: boolean,
): OverlayBox {
  return {
    title,
    head: hasOptions ? [{ line: options, action: { type: 'command', name: 'next-option' } }, EMPTY_LINE] : [],
    editor: { state, rows: EDITOR_ROWS, label },
    body: NO_BODY,
    choosing: false,
    hints: hasOptions ? ['close', 'submit', 'next-option'] : ['close', 'submit'],
  };
}

function optionLine(
  name: string,
  options: readonly { readonly word: string; readonly chosen: boolean }[],
): StyledLine {
  return [
    span(`${name}  `, SUBTLE),
    ...options.flatMap(({ word, chosen }) => [
      chosen ? span(`[${word}]`, CHOSEN) : span(` ${word} `),
      span(' '),
    ]),
  ];
}
