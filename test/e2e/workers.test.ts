// Several workers through the real program: claims, work trees, merges on the branch of the session.
import { expect, it } from 'vitest';
import { jsonLines, Program } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import type { Step, Turn } from '../support/scripted-agent/scripted-agent.ts';

const write = (path: string, content: string): Step => ({ write: { path, content } });

/** The reaction of an agent whose prompt names this task as its own. */
function does(task: number, ...steps: readonly Step[]): Turn & { readonly when: string } {
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

const PLAN = (...contents: readonly string[]): Turn & { readonly when: string } => ({
  when: 'No task is ready.*this is the first iteration',
  steps: [mcp('task-batch-add', { tasks: contents.map((content) => ({ content })) })],
});
const CLOSING: Turn & { readonly when: string } = {
  when: 'No task is ready',
  steps: [mcp('session-complete')],
};

function story(stdout: string): string[] {
  const shown = [
    'WorkerJoined',
    'TaskClaimed',
    'TaskMerged',
    'MergeConflicted',
    'ClosingClaimed',
    'TaskReturned',
    'WorkerLeft',
  ];
  return jsonLines(stdout).flatMap((line) => {
    const { type = '', data } = (line.event ?? {}) as { type?: string; data?: Record<string, unknown> };
    return shown.includes(type) ? [`${type} ${data?.worker} ${data?.id ?? ''}`.trim()] : [];
  });
}

it('lets two workers do independent tasks side by side, and merges each on the branch of the session', async () => {
  const program = new Program();
  const { code, stdout, stderr } = await program.build(
    {
      reactions: [
        PLAN('Write one', 'Write two', 'Write three'),
        does(1, write('one.txt', '1')),
        does(2, write('two.txt', '2')),
        does(3, write('three.txt', '3')),
        CLOSING,
      ],
    },
    ['--output', 'json', '--workers', '2'],
  );
  expect({ code, stderr, last: jsonLines(stdout).at(-1) }).toMatchObject({
    code: 0,
    last: { reason: 'complete' },
  });
  const branch = program.git('branch', '--list', 'iteratr/*').trim();
  const files = program.git('ls-tree', '--name-only', branch);
  expect(files.split('\n')).toEqual(expect.arrayContaining(['one.txt', 'two.txt', 'three.txt']));
  const merges = program.git(
    'log',
    '--first-parent',
    '--format=%s|%(trailers:key=Iteratr-Task,valueonly,separator=%x20)|%P',
    branch,
  );
  expect(merges).toMatch(/Write one\|TAS-1\|\w+ \w+\n/);
  expect(program.git('status', '--short')).toBe('');
  expect(program.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
  const merged = story(stdout)
    .filter((line) => line.startsWith('TaskMerged'))
    .map((line) => line.split(' ')[2]);
  expect(merged.sort()).toEqual(['TAS-1', 'TAS-2', 'TAS-3']);
});
