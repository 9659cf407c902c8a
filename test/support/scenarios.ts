// Agent scenarios shared by several end-to-end tests.
import type { Scenario, Step, Turn } from './scripted-agent/scenario.ts';

/** Returns a step that calls one of iteratr's tools over MCP. */
export function mcp(tool: string, args: Record<string, unknown> = {}): Step {
  return { mcp: { server: 'iteratr', tool, args } };
}

/** Three iterations: one that plans, then one per task, each with a file and a summary. */
export const TWO_TASKS: readonly Turn[] = [
  {
    steps: [
      { thought: 'First a plan.' },
      { text: 'I make a plan.\n' },
      mcp('task-batch-add', {
        tasks: [{ content: 'Write one' }, { content: 'Write two', depends_on: ['TAS-1'] }],
      }),
      mcp('note-add', { type: 'decision', content: 'Two files' }),
      mcp('iteration-summary', { summary: 'planned' }),
    ],
    usage: { inputTokens: 100, outputTokens: 20, totalTokens: 120 },
  },
  {
    steps: [
      mcp('task-status', { id: 'TAS-1', status: 'in_progress' }),
      { write: { path: 'one.txt', content: '1\n' } },
      mcp('task-status', { id: 'TAS-1', status: 'completed' }),
      mcp('iteration-summary', { summary: 'wrote one' }),
    ],
  },
  {
    steps: [
      mcp('task-status', { id: '2', status: 'in_progress' }),
      { write: { path: 'two.txt', content: '2\n' } },
      mcp('task-status', { id: 'tas-2', status: 'completed' }),
      mcp('iteration-summary', { summary: 'wrote two' }),
      mcp('session-complete'),
    ],
  },
];

/** One task, done in one iteration. */
export const ONE_TASK: Scenario = {
  turns: [
    {
      steps: [
        mcp('task-add', { content: 'Write one' }),
        { write: { path: 'one.txt', content: '1\n' } },
        mcp('task-status', { id: 'TAS-1', status: 'completed' }),
        mcp('session-complete'),
      ],
    },
  ],
};

/** Returns a turn that adds a task and leaves it open. */
export function adds(content: string): Turn {
  return { steps: [mcp('task-add', { content }), { text: `added ${content}` }] };
}

/** The environment of a build whose agent may do any number of tasks in an iteration. */
export const ANY_NUMBER_OF_TASKS = { ITERATR_TASKS_PER_ITERATION: '0' } as const;

/** Fills a small disk: each task that fits leaves less room than the next one needs, down to the size of any event. */
export const FILL_UP = [
  45_000, 40_000, 15_000, 8_000, 4_000, 2_000, 1_000, 500, 250, 125, 60, 59, 58, 57,
].map((size) => mcp('task-add', { content: `${size} `.padEnd(size, 'x'), status: 'completed' }));
