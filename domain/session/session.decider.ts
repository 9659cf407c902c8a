// Every decision a session can take: a command and the state give events, or a broken rule.
import { DomainError } from '../errors.ts';
import { decideIterations, type IterationCommand } from '../iteration/iteration.decider.ts';
import { type MessageId, messageId } from '../message/message.ts';
import { type NoteId, type NoteType, noteId, noteNumber } from '../note/note.ts';
import { decideTasks, type TaskCommand } from '../task/task.decider.ts';
import type { TaskEvent } from '../task/task.events.ts';
import { isOpen, isOpenStatus, type TaskStatus } from '../task/task.ts';
import type { SessionEvent } from './session.events.ts';
import { currentIteration, type SessionState } from './session.state.ts';
import type { SessionName } from './session-name.ts';
import { type BuildSpec, otherSpec, requireOwnSpec } from './session-spec.ts';

export type SessionCommand =
  | TaskCommand
  | IterationCommand
  | { readonly type: 'AddNote'; readonly noteType: NoteType; readonly content: string }
  | { readonly type: 'ChangeNoteContent'; readonly id: NoteId; readonly content: string }
  | { readonly type: 'SendMessage'; readonly text: string; readonly now: boolean }
  | { readonly type: 'ConfirmDelivery'; readonly ids: readonly MessageId[] }
  | {
      readonly type: 'StartRun';
      readonly session: SessionName;
      readonly spec: BuildSpec;
      readonly model: string;
    }
  | { readonly type: 'EndRun'; readonly reason: string }
  | { readonly type: 'RequestPause' }
  | { readonly type: 'BeginPause' }
  | { readonly type: 'RequestResume' }
  | { readonly type: 'RecordHook'; readonly hook: Extract<SessionEvent, { type: 'HookRan' }>['data'] }
  | { readonly type: 'CompleteSession' }
  /** Lets the agent look at a completed session again. */
  | { readonly type: 'RestartSession' };

/** The facts that follow; none when nothing is to change. Throws `DomainError` when a rule forbids it. */
export function decide(command: SessionCommand, state: SessionState): SessionEvent[] {
  switch (command.type) {
    case 'AddTasks':
    case 'ChangeTaskStatus':
    case 'ChangeTaskPriority':
    case 'ChangeTaskContent':
    case 'AddTaskDependencies':
      return restarting(decideTasks(command, state.tasks), state);
    case 'StartIteration':
    case 'RecordSummary':
    case 'EndIteration':
    case 'RecordCommit':
      return decideIterations(command, state.iterations, state.tasks);
    case 'AddNote':
      return addNote(command.noteType, command.content, state);
    case 'ChangeNoteContent':
      return changeNote(command.id, command.content, state);
    case 'SendMessage':
      return sendMessage(command, state);
    case 'ConfirmDelivery': {
      const ids = state.pendingMessages.map(({ id }) => id).filter((id) => command.ids.includes(id));
      return ids.length === 0 ? [] : [{ type: 'UserMessagesDelivered', data: { ids } }];
    }
    case 'StartRun':
      return startRun(command, state);
    case 'EndRun':
      return [{ type: 'RunEnded', data: { reason: command.reason } }];
    case 'RequestPause':
      return state.pause === 'none' ? [{ type: 'PauseRequested', data: {} }] : [];
    case 'BeginPause':
      return state.pause === 'requested' ? [{ type: 'RunPaused', data: {} }] : [];
    case 'RequestResume':
      return [{ type: 'ResumeRequested', data: {} }];
    case 'RecordHook':
      return [{ type: 'HookRan', data: command.hook }];
    case 'CompleteSession':
      return completeSession(state);
    case 'RestartSession':
      return state.completed ? [{ type: 'SessionRestarted', data: { reason: 'the user asked for it' } }] : [];
    default:
      return command satisfies never;
  }
}

function startRun(
  { session, spec, model }: Extract<SessionCommand, { type: 'StartRun' }>,
  state: SessionState,
): SessionEvent[] {
  requireOwnSpec(session, state, spec);
  const from = otherSpec(state, spec);
  const started: SessionEvent = {
    type: 'RunStarted',
    data: { spec: spec.named, model, specPath: spec.path },
  };
  return from === undefined
    ? [started]
    : [{ type: 'SessionSpecChanged', data: { from, to: spec.path } }, started];
}

/** A completed session has no open task: one that is added or opened again restarts it. */
function restarting(events: TaskEvent[], state: SessionState): SessionEvent[] {
  if (!state.completed) return events;
  for (const event of events) {
    const status = statusAfter(event);
    if (status === undefined || !isOpenStatus(status)) continue;
    return [{ type: 'SessionRestarted', data: { reason: `${event.data.id} is ${status}` } }, ...events];
  }
  return events;
}

/** undefined when the event leaves the status as it is. */
function statusAfter(event: TaskEvent): TaskStatus | undefined {
  if (event.type === 'TaskAdded') return event.data.status;
  return event.type === 'TaskStatusChanged' ? event.data.to : undefined;
}

function addNote(type: NoteType, text: string, state: SessionState): SessionEvent[] {
  const content = text.trim();
  if (content === '') throw emptyNote();
  const id = noteId(state.notes.size + 1);
  return [{ type: 'NoteAdded', data: { id, type, content, iteration: currentIteration(state) } }];
}

function changeNote(id: NoteId, text: string, state: SessionState): SessionEvent[] {
  const to = text.trim();
  if (to === '') throw emptyNote();
  const note = state.notes.get(noteNumber(id));
  if (!note) throw new DomainError('NOTE.NOT_FOUND', `there is no note ${id}: list them with note-list`);
  return note.content === to ? [] : [{ type: 'NoteContentChanged', data: { id, from: note.content, to } }];
}

function emptyNote(): DomainError {
  return new DomainError('NOTE.EMPTY', 'the content of a note is empty: say what is to be remembered');
}

function sendMessage(
  { text, now }: { readonly text: string; readonly now: boolean },
  state: SessionState,
): SessionEvent[] {
  if (text.trim() === '') {
    throw new DomainError('MESSAGE.EMPTY', 'the message is empty: write what the agent should know');
  }
  const id = messageId(state.messagesSent + 1);
  const sent: SessionEvent = { type: 'UserMessageSent', data: { id, text, now } };
  return state.completed
    ? [{ type: 'SessionRestarted', data: { reason: `${id} is to be read` } }, sent]
    : [sent];
}

function completeSession(state: SessionState): SessionEvent[] {
  if (state.completed) return [];
  if (state.tasks.tasks.size === 0) {
    throw new DomainError(
      'SESSION.NO_TASKS',
      'a session without tasks cannot be completed: add the tasks of the spec first (task-batch-add)',
    );
  }
  const open = [...state.tasks.tasks.values()].filter(isOpen);
  if (open.length > 0) {
    const listed = open.slice(0, 20).map((task) => `${task.id} (${task.status})`);
    const more = open.length > 20 ? ` and ${open.length - 20} more` : '';
    throw new DomainError(
      'SESSION.OPEN_TASKS',
      `the session still has open tasks: ${listed.join(', ')}${more}. Complete or cancel them first`,
    );
  }
  return [{ type: 'SessionCompleted', data: {} }];
}
