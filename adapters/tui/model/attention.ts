// Decides what the title and the progress of the terminal show, and when to call the user's attention.
import { STOP_REASONS, type StopReason } from '../../../domain/run/stop-reason.ts';
import { activityOf, isOver } from './activity.ts';
import type { AppEffect } from './app-effect.ts';
import type { AppMessage, AppModel } from './app-model.ts';
import { taskCounts } from './lists.ts';
import { stopMark } from './marks.ts';

type Shown = Extract<AppEffect, { readonly type: 'show-attention' }>;

const KINDS = {
  working: 'working',
  leaving: 'leaving',
  waiting: 'waiting',
  paused: 'paused',
  idle: '',
} as const;

/** Returns the effects by which title and progress follow the model, and an alert if the message is one. */
export function attentionEffects(before: AppModel, model: AppModel, message: AppMessage): AppEffect[] {
  const shown = attentionOf(model);
  const same = isSame(shown, attentionOf(before)) && message.type !== 'opened';
  const text = alertOf(model, message);
  return [...(same ? [] : [shown]), ...(text === null ? [] : [{ type: 'alert', text } as const])];
}

/** Returns the effect by which title and progress show the model. */
export function attentionOf(model: AppModel): Shown {
  const { completed, total } = progressOf(model);
  const activity = activityOf(model);
  const state =
    activity.kind === 'ended' ? stopMark(activity.reason).title.toLowerCase() : KINDS[activity.kind];
  const count = total === 0 ? '' : ` ${completed}/${total}`;
  const title = `${model.surroundings.session}${count}${state === '' ? '' : ` · ${state}`}`;
  const percent = total === 0 ? 0 : Math.round((100 * completed) / total);
  return { type: 'show-attention', title, progress: { state: progressState(model, total), percent } };
}

function progressState(model: AppModel, total: number): Shown['progress']['state'] {
  const { result } = model;
  if (result) {
    const kind = STOP_REASONS[result.reason];
    return kind === 'failed' ? 'failed' : kind === 'done' || kind === 'interrupted' ? 'none' : 'waiting';
  }
  if (total === 0 || isOver(model)) return 'none';
  const { kind } = activityOf(model);
  return kind === 'paused' || kind === 'waiting' ? 'waiting' : 'working';
}

function progressOf({ session }: AppModel): { readonly completed: number; readonly total: number } {
  const { completed, in_progress, remaining, blocked } = taskCounts(session.tasks);
  return { completed, total: completed + in_progress + remaining + blocked };
}

function isSame(a: Shown, b: Shown): boolean {
  const { progress } = a;
  return (
    a.title === b.title && progress.state === b.progress.state && progress.percent === b.progress.percent
  );
}

/** Returns what to tell the user: the run has ended by itself, or something waits for the user. */
function alertOf({ surroundings }: AppModel, message: AppMessage): string | null {
  if (message.type !== 'run') return null;
  const { event } = message;
  const name = surroundings.session;
  if (event.type === 'run-ended') {
    const { reason, iterations } = event.result;
    // A session that was complete before needs no attention.
    const isNews = iterations.length > 0 || STOP_REASONS[reason] !== 'done';
    return isNews ? endAlert(name, reason) : null;
  }
  if (event.type !== 'recorded') return null;
  const recorded = event.recorded.event;
  switch (recorded.type) {
    case 'QuestionAsked':
      return `${name} asks: ${recorded.data.question}`;
    case 'TaskBlocked':
      return `${name}: ${recorded.data.id} is blocked: ${recorded.data.reason}`;
    case 'TaskStatusChanged':
      return recorded.data.to === 'blocked' ? `${name}: ${recorded.data.id} is blocked` : null;
    case 'NoteAdded':
      return recorded.data.type === 'stuck' ? `${name} is stuck: ${recorded.data.content}` : null;
    case 'RunEnded':
      // The process of the run says so itself, when everything is finished.
      return surroundings.mode === 'run' ? null : endAlert(name, recorded.data.reason);
    default:
      return null;
  }
}

/** Returns null for an end that the user wanted, or that this version does not know. */
function endAlert(name: string, reason: string): string | null {
  const known = isStopReason(reason) && STOP_REASONS[reason] !== 'interrupted';
  return known ? `${name}: ${stopMark(reason).title}` : null;
}

function isStopReason(reason: string): reason is StopReason {
  return Object.hasOwn(STOP_REASONS, reason);
}
