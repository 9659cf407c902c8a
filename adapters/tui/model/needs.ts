// What needs the user: open questions, blocked tasks, changed protected files, and notes that the agent is stuck.
import type { Note, NoteId } from '../../../domain/note/note.ts';
import { openQuestions } from '../../../domain/question/question.state.ts';
import type { Question } from '../../../domain/question/question.ts';
import type { SessionState } from '../../../domain/session/session.state.ts';
import type { Task } from '../../../domain/task/task.ts';
import type { AppModel } from './app-model.ts';

export type Need =
  | { readonly kind: 'question'; readonly id: string; readonly question: Question }
  /** `reason`: why it is blocked; '' if nobody said. */
  | { readonly kind: 'blocked'; readonly id: string; readonly task: Task; readonly reason: string }
  | { readonly kind: 'protected'; readonly id: string; readonly paths: readonly string[] }
  | { readonly kind: 'stuck'; readonly id: NoteId; readonly note: Note };

/** A note is about the present while its iteration is one of the last ones. */
const RECENT_ITERATIONS = 2;

const known = new WeakMap<SessionState, readonly Need[]>();

/** Returns what needs the user, the most urgent first, without the notes that are already seen. */
export function needsOf({ session, ui }: AppModel): readonly Need[] {
  let needs = known.get(session);
  if (!needs) {
    needs = computed(session);
    known.set(session, needs);
  }
  return ui.seenNotes.size === 0
    ? needs
    : needs.filter((need) => need.kind !== 'stuck' || !ui.seenNotes.has(need.id));
}

export function findNeed(model: AppModel, id: string): Need | undefined {
  return needsOf(model).find((need) => need.id === id);
}

/** Returns the first line of a need: who waits for what. */
export function headOf(need: Need): string {
  switch (need.kind) {
    case 'question': {
      const { id, task, inTurn } = need.question;
      const waits =
        task !== null ? `${task} waits for the answer` : inTurn ? 'the agent waits' : 'no task waits';
      return `${id} · ${waits}`;
    }
    case 'blocked':
      return `${need.task.id} is blocked`;
    case 'protected':
      return 'Protected files have changed';
    case 'stuck':
      return `${need.note.id} · the agent is stuck`;
    default:
      return need satisfies never;
  }
}

/** Returns what the user must know of a need. */
export function textOf(need: Need): string {
  switch (need.kind) {
    case 'question':
      return need.question.question;
    case 'blocked':
      return need.reason === '' ? need.task.content : `${need.task.content}\n${need.reason}`;
    case 'protected':
      return need.paths.join(', ');
    case 'stuck':
      return need.note.content;
    default:
      return need satisfies never;
  }
}

function computed(session: SessionState): readonly Need[] {
  const { tasks, notes, questions, proof, stall, iterations } = session;
  const open = openQuestions(questions);
  const asked = new Set(open.map(({ task }) => task));
  const blocked = [...tasks.tasks.values()].filter(
    ({ id, status }) => status === 'blocked' && !asked.has(id),
  );
  const paths = proof.protection.changes.map(({ path }) => path);
  const recent = [...notes.values()].filter(
    ({ type, iteration }) =>
      type === 'stuck' && iteration !== null && iteration > iterations.last - RECENT_ITERATIONS,
  );
  return [
    ...open.map((question): Need => ({ kind: 'question', id: question.id, question })),
    ...blocked.map((task): Need => {
      const reason = stall.blocked.find(({ id }) => id === task.id)?.reason ?? '';
      return { kind: 'blocked', id: task.id, task, reason };
    }),
    ...(paths.length > 0 ? [{ kind: 'protected', id: 'protected', paths } as const] : []),
    ...(session.completed ? [] : recent.map((note): Need => ({ kind: 'stuck', id: note.id, note }))),
  ];
}
