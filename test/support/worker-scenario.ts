// What the agents of several workers do in tests: their prompts name the task.
import type { Program } from './program.ts';
import { mcp } from './scenarios.ts';
import type { Step, Turn } from './scripted-agent/scripted-agent.ts';

export type Reaction = Turn & { readonly when: string };

/** Writes a file. */
export const write = (path: string, content: string): Step => ({ write: { path, content } });

/** The reaction of an agent whose prompt names this task as its own. */
export function does(task: number, ...steps: readonly Step[]): Reaction {
  const id = `TAS-${task}`;
  return {
    when: `Your task is ${id}\\.`,
    steps: [
      mcp('task-status', { id, status: 'in_progress' }),
      ...steps,
      mcp('task-status', { id, status: 'completed' }),
    ],
  };
}

/** The reaction of the first agent: it makes these tasks. */
export function plans(...contents: readonly string[]): Reaction {
  return {
    when: 'No task is ready.*this is the first iteration',
    steps: [mcp('task-batch-add', { tasks: contents.map((content) => ({ content })) })],
  };
}

export const CLOSES: Reaction = { when: 'No task is ready', steps: [mcp('session-complete')] };

/** Returns the tasks that the trailers on the branch of the session name, sorted; one that was merged twice comes twice. */
export function mergedOn(program: Program, branch = 'iteratr/SPEC'): readonly string[] {
  const format = '--format=%(trailers:key=Iteratr-Task,valueonly,separator=%x20)';
  const lines = program.git('log', '--first-parent', format, branch).split('\n');
  return lines
    .flatMap((line) => line.split(' '))
    .filter(Boolean)
    .sort();
}
