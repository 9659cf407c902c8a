// Builds the variables of a prompt template from the session's state.
import { latestNumber } from '../../domain/iteration/iteration.state.ts';
import type { Iteration } from '../../domain/iteration/iteration.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { findTask } from '../../domain/task/task.state.ts';
import { isOpen } from '../../domain/task/task.ts';
import type { WorkerName } from '../../domain/worker/worker.ts';
import type { PromptVariables } from '../ports/prompt-template.port.ts';
import { describeRequirements } from '../session/coverage-summary.ts';
import { generalQuestions } from '../session/describe-questions.ts';
import { describeNote, describeTasks, firstFitting } from '../session/describe-session.ts';
import { plural } from '../wording/count.ts';

import { crewNotice } from './crew-notice.ts';

/** Maximum numbers of the latest entries in a prompt, so that it stays readable in a long session. */
const SUMMARIES_SHOWN = 10;
const NOTES_SHOWN = 50;
const TASKS_SHOWN = { done: 20, open: 50 } as const;
/** Maximum number of characters of tasks, of each group of them, and of notes. A single one is never cut. */
const CHARACTERS = 64 * 1024;
const SUMMARY_LENGTH = 4_000;
const RETURNED_SHOWN = 10;

/** The variable `tools` for an agent whose model has to search for the tools of MCP servers. */
export const TOOL_SEARCH = `Your list of tools may not show them at first. Search for "iteratr" with your tool that finds tools (such as ToolSearch or
tool_search), load those you need, and call them there. Use the shell only if the search finds none.`;

export interface PromptContext {
  readonly session: SessionName;
  readonly spec: string;
  readonly extra: string;
  readonly tools: string;
  readonly port: number;
  readonly binary: string;
}

/** Returns the variables. `now` determines the age of the summaries. `worker`: the one of several workers that gets the prompt. */
export function promptVariables(
  state: SessionState,
  context: PromptContext,
  now: Date,
  worker?: WorkerName,
): PromptVariables {
  const crew = worker === undefined ? [] : crewNotice(state, worker);
  return {
    ...context,
    iteration: latestNumber(state.iterations),
    tasks: [...crew, describeWork(state)].join('\n'),
    notes: describeNotes(state),
    history: describeHistory(state, now),
    requirements: describeRequirements(state),
  };
}

/** Lists the open tasks that were completed and returned, with the reason. */
function describeReturned({ tasks, proof }: SessionState): readonly string[] {
  const returned = [...proof.records.values()].filter(({ id, reason }) => {
    const task = findTask(tasks, id);
    return reason !== '' && task !== undefined && isOpen(task);
  });
  if (returned.length === 0) return [];
  const lines = returned
    .slice(-RETURNED_SHOWN)
    .map(
      ({ id, returns, reason }) => `- ${id} (${plural(returns, 'time')}): ${reason.replaceAll('\n', '\n  ')}`,
    );
  return [`returned, because the work was not accepted (${returned.length})`, ...lines];
}

/** Describes the tasks with what was asked about them, and what was asked about the whole. */
function describeWork(state: SessionState): string {
  const { tasks, questions, proof, stall, plan } = state;
  const shown = { ...TASKS_SHOWN, characters: CHARACTERS, questions, proof, stall, plan };
  const listed = describeTasks(tasks, shown);
  return [listed, ...describeReturned(state), generalQuestions(questions)].filter(Boolean).join('\n');
}

function describeNotes(state: SessionState): string {
  const notes = [...state.notes.values()];
  const latest = notes.slice(-NOTES_SHOWN).reverse();
  const kept = firstFitting(latest, CHARACTERS, ({ content }) => content).reverse();
  const shown = kept.map((note) => `- ${describeNote(note)}`);
  const left = notes.length - shown.length;
  const before = left === 0 ? [] : [`- … ${left} earlier ones (note-list shows all)`];
  return [...before, ...shown].join('\n') || 'no notes yet';
}

function describeHistory(state: SessionState, now: Date): string {
  const ended = state.iterations.recent.filter(({ outcome }) => outcome !== null);
  const shown = ended.slice(-SUMMARIES_SHOWN).map((iteration) => describeIteration(iteration, now));
  return shown.join('\n') || 'this is the first iteration';
}

function describeIteration(iteration: Iteration, now: Date): string {
  const ended = iteration.endedAt ?? iteration.startedAt;
  const how = iteration.outcome === 'finished' ? '' : `, ${iteration.outcome}`;
  const recorded = iteration.summary ?? 'no summary was recorded';
  const isLong = recorded.length > SUMMARY_LENGTH;
  const summary = isLong ? `${recorded.slice(0, SUMMARY_LENGTH)}…` : recorded;
  return `- iteration ${iteration.number} (${age(new Date(ended), now)}${how}): ${summary.replaceAll('\n', '\n  ')}`;
}

/** Formats an age: `just now`, `5 min ago`, `3 h ago`, `2 d ago`. */
function age(then: Date, now: Date): string {
  const minutes = Math.floor((now.getTime() - then.getTime()) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.floor(hours / 24)} d ago`;
}
