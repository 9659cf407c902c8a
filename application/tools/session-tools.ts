// The agent's tools for the current iteration and the whole session.
import { countTasks } from '../session/describe-session.ts';
import type { Tool } from './tool.ts';
import { requiredText } from './tool-input.ts';

const iterationSummary: Tool = {
  name: 'iteration-summary',
  description: 'Record what this iteration did, in a few lines, for the next iterations.',
  parameters: [
    {
      name: 'summary',
      description: 'what was done, checked and left open',
      required: true,
      kind: 'text',
      long: true,
    },
  ],
  example: '--summary "TAS-3 done: endpoint and its tests, all green"',
  async execute(input, session, actor) {
    const summary = requiredText(input, 'summary');
    const { events } = await session.execute({ type: 'RecordSummary', summary }, actor);
    const [event] = events;
    const number = event?.type === 'IterationSummaryRecorded' ? event.data.number : null;
    return { text: `summary of iteration ${number} recorded`, data: { iteration: number } };
  },
};

const sessionComplete: Tool = {
  name: 'session-complete',
  description: 'Declare the whole spec done. Refused while a task is neither completed nor cancelled.',
  parameters: [],
  example: '',
  async execute(_input, session, actor) {
    const { state } = await session.execute({ type: 'CompleteSession' }, actor);
    const { total, completed } = countTasks(state);
    if (!state.completed) {
      const text = state.verifies
        ? 'completion requested: end your turn now; iteratr runs the checks and tells you if one is red'
        : 'completion requested: end your turn now; the reviewer decides about the tasks that it has not seen';
      return { text, data: { session: session.name, requested: true } };
    }
    const text = `session ${session.name} is complete: ${completed} of ${total} tasks completed, ${total - completed} cancelled`;
    return { text, data: { session: session.name, total, completed, cancelled: total - completed } };
  },
};

export const SESSION_TOOLS: readonly Tool[] = [iterationSummary, sessionComplete];
