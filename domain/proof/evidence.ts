// Evidence: facts about the work on a task, from which a reader can judge whether it was done.
import type { UncommittedFiles } from '../run/run.ts';
import type { TaskId } from '../task/task.ts';
import type { CheckOutcome, TestCounts } from './proof.ts';

/** A command that the agent ran. */
export interface AgentCommand {
  readonly command: string;
  /** null if the agent did not report it. */
  readonly exitCode: number | null;
}

/** What an iteration left behind for the tasks that were worked on in it. */
export interface IterationEvidence {
  readonly number: number;
  readonly tasks: readonly TaskId[];
  /** Made in the iteration, by the agent and by the loop, oldest first; of many, the last ones. */
  readonly commits: readonly string[];
  /** The first changed paths, relative to the work tree. */
  readonly files: readonly string[];
  /** Number of further changed paths. */
  readonly filesLeftOut: number;
  /** The last ones. */
  readonly commands: readonly AgentCommand[];
  /** Number of commands before them. */
  readonly commandsLeftOut: number;
  /** Number of edits that the agent reported. */
  readonly edits: number;
}

export interface CheckResult {
  readonly command: string;
  readonly outcome: CheckOutcome;
  /** null if the check reports no tests. */
  readonly tests: TestCounts | null;
}

/** The evidence of all iterations that worked on a task, as far as it is kept. */
export interface TaskEvidence extends Omit<IterationEvidence, 'number' | 'tasks'> {
  readonly id: TaskId;
  /** The last ones. */
  readonly iterations: readonly number[];
  /** What the checks said when they judged the task last. */
  readonly checks: readonly CheckResult[];
  /** What was uncommitted before the agents began, and took part in them; absent for nothing. */
  readonly besides?: UncommittedFiles;
}

/** What an event holds at most, and what is kept of a task. */
const MOST = { tasks: 100, iterations: 10, commits: 20, files: 50, commands: 20, checks: 20 } as const;
/** In characters. */
const LENGTH = { command: 200, path: 400 } as const;

/** Returns the evidence as it is recorded: bounded in size. */
export function bounded(evidence: IterationEvidence): IterationEvidence {
  const { number, tasks, commits, files, filesLeftOut, commands, commandsLeftOut, edits } = evidence;
  return {
    number,
    tasks: tasks.slice(0, MOST.tasks),
    commits: commits.slice(-MOST.commits),
    files: files.slice(0, MOST.files).map((path) => cut(path, LENGTH.path)),
    filesLeftOut: filesLeftOut + Math.max(0, files.length - MOST.files),
    commands: commands
      .slice(-MOST.commands)
      .map(({ command, exitCode }) => ({ command: cut(command, LENGTH.command), exitCode })),
    commandsLeftOut: commandsLeftOut + Math.max(0, commands.length - MOST.commands),
    edits,
  };
}

/** Returns the evidence of a task with that of one more iteration. */
export function withIteration(known: TaskEvidence, more: IterationEvidence): TaskEvidence {
  const files = [...new Set([...known.files, ...more.files])];
  const commands = [...known.commands, ...more.commands];
  const all = {
    commits: [...new Set([...known.commits, ...more.commits])],
    files,
    filesLeftOut: known.filesLeftOut + more.filesLeftOut,
    commands,
    commandsLeftOut: known.commandsLeftOut + more.commandsLeftOut,
    edits: known.edits + more.edits,
  };
  const { number: _, tasks: __, ...kept } = bounded({ ...all, number: more.number, tasks: [] });
  const iterations = [...new Set([...known.iterations, more.number])].slice(-MOST.iterations);
  return { ...known, iterations, ...kept };
}

/** Returns the evidence of a task after checks judged it. */
export function withChecks(
  { besides: _, ...known }: TaskEvidence,
  checks: readonly CheckResult[],
  besides?: UncommittedFiles,
): TaskEvidence {
  const results = checks.map(({ command, outcome, tests }) => ({ command, outcome, tests }));
  return { ...known, checks: results.slice(-MOST.checks), ...(besides && { besides }) };
}

export function noEvidence(id: TaskId): TaskEvidence {
  const nothing = { commits: [], files: [], filesLeftOut: 0, commands: [], commandsLeftOut: 0, edits: 0 };
  return { id, iterations: [], ...nothing, checks: [] };
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
