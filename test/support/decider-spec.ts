// Specs of the domain: given these events, when this command is executed, then these events follow or this error is thrown.
import { expect } from 'vitest';
import { DomainError, type DomainErrorCode } from '../../domain/errors.ts';
import { decide, type SessionCommand } from '../../domain/session/session.decider.ts';
import type {
  Actor,
  EventMeta,
  RecordedEvent,
  SessionEvent,
  UnknownEvent,
} from '../../domain/session/session.events.ts';
import { evolve, INITIAL_STATE, type SessionState } from '../../domain/session/session.state.ts';
import { sessionName } from '../../domain/session/session-name.ts';
import type { TaskEvent } from '../../domain/task/task.events.ts';
import { type Task, type TaskId, type TaskStatus, taskId } from '../../domain/task/task.ts';

export interface Outcome {
  /** Expects exactly these events, in this order. */
  then(...events: SessionEvent[]): void;
  thenNothing(): void;
  /** Expects an error with this code and message. */
  thenThrows(code: DomainErrorCode, message: string | RegExp): void;
}

export function given(...events: SessionEvent[]): { when(command: SessionCommand, actor?: Actor): Outcome } {
  const state = fold(events);
  return {
    when: (command, actor = 'user') => ({
      // biome-ignore lint/suspicious/noThenProperty: the word that specs are read with; an outcome is never awaited
      then: (...expected) => expect(decide(command, state, actor)).toEqual(expected),
      thenNothing: () => expect(decide(command, state, actor)).toEqual([]),
      thenThrows: (code, message) => {
        const error = brokenRule(command, state, actor);
        expect({ code: error.code, message: error.message }).toEqual({
          code,
          message: typeof message === 'string' ? message : expect.stringMatching(message),
        });
      },
    }),
  };
}

function brokenRule(command: SessionCommand, state: SessionState, actor: Actor): DomainError {
  try {
    decide(command, state, actor);
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error(`${command.type} was accepted`);
}

/** Returns the state after these events, recorded one second apart. */
export function fold(events: readonly (SessionEvent | UnknownEvent)[], from = INITIAL_STATE): SessionState {
  return events.map(recorded).reduce(evolve, from);
}

/** Returns the events of all commands, executed one after another. Throws if a rule forbids one. */
export function history(...commands: SessionCommand[]): SessionEvent[] {
  const events: SessionEvent[] = [];
  for (const command of commands) events.push(...decide(command, fold(events), 'user'));
  return events;
}

export function recorded(event: SessionEvent | UnknownEvent, index = 0): RecordedEvent {
  const meta: EventMeta = {
    id: `event-${index}`,
    session: sessionName('spec'),
    time: timeOf(index),
    iteration: null,
    actor: 'agent',
  };
  return { meta, event };
}

/** Returns the time of the event at this index of a history. */
export function timeOf(index: number): string {
  return new Date(Date.UTC(2026, 0, 1, 0, 0, index)).toISOString();
}

export function taskAdded(number: number, content: string, rest: Partial<Task> = {}): SessionEvent {
  const data = {
    id: taskId(number),
    content,
    status: 'remaining',
    priority: 2,
    dependsOn: [],
    ...rest,
  } as const;
  return { type: 'TaskAdded', data };
}

export function statusChanged(number: number, from: TaskStatus, to: TaskStatus): TaskEvent {
  return { type: 'TaskStatusChanged', data: { id: taskId(number), from, to } };
}

/** Returns the events of an iteration in which nothing happened. */
export function idleIteration(number: number): SessionEvent[] {
  return [
    { type: 'IterationStarted', data: { number, model: 'm' } },
    {
      type: 'IterationEnded',
      data: {
        number,
        outcome: 'finished',
        reason: 'end_turn',
        filesChanged: [],
        progress: false,
        usage: null,
      },
    },
  ];
}

export function ids(...numbers: number[]): TaskId[] {
  return numbers.map(taskId);
}

/** Returns the state after the commands, skipping those that a rule refuses. */
export function accepted(commands: readonly SessionCommand[], from = INITIAL_STATE): SessionState {
  let state = from;
  for (const command of commands) {
    const { events } = attempt(command, state);
    state = fold(events, state);
  }
  return state;
}

/** Returns the events of a command, or the code and message of the error. */
export function attempt(
  command: SessionCommand,
  state: SessionState,
): { readonly events: SessionEvent[]; readonly refused?: string } {
  try {
    return { events: decide(command, state, 'user') };
  } catch (error) {
    if (error instanceof DomainError) return { events: [], refused: `${error.code} ${error.message}` };
    throw error;
  }
}
