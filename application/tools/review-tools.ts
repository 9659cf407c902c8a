// The tools by which the reviewer answers.
import { parseTaskId } from '../../domain/task/task.ts';
import type { Tool, ToolParameter } from './tool.ts';
import { optionalText, requiredText } from './tool-input.ts';

const ID: ToolParameter = {
  name: 'id',
  description: 'the id of the reviewed task, such as TAS-3',
  required: true,
  kind: 'text',
};

const reviewAccept: Tool = {
  name: 'review-accept',
  description:
    'Only for the reviewer: accept a task of the running review. The first answer for a task counts.',
  parameters: [
    ID,
    { name: 'reason', description: 'what you checked', required: false, kind: 'text', long: true },
  ],
  example: '--id TAS-3 --reason "all three cases are handled and tested"',
  async execute(input, session, actor) {
    const id = parseTaskId(requiredText(input, 'id'));
    const reason = optionalText(input, 'reason') ?? '';
    await session.execute({ type: 'AcceptInReview', id, reason }, actor);
    return { text: `${id} accepted`, data: { id, verdict: 'accepted' } };
  },
};

const reviewReturn: Tool = {
  name: 'review-return',
  description:
    'Only for the reviewer: return a task of the running review, so that it is done again. The first answer for a task counts.',
  parameters: [
    ID,
    {
      name: 'reason',
      description: 'what is wrong or missing, with the place, so that it can be fixed without asking you',
      required: true,
      kind: 'text',
      long: true,
    },
  ],
  example: '--id TAS-3 --reason "src/list.ts: an empty list throws"',
  async execute(input, session, actor) {
    const id = parseTaskId(requiredText(input, 'id'));
    const reason = requiredText(input, 'reason');
    const { events } = await session.execute({ type: 'ReturnInReview', id, reason }, actor);
    const isReturned = events.some(({ type }) => type === 'TaskReturned');
    const text = isReturned
      ? `${id} returned`
      : `${id} stays completed and is doubtful: it was returned as often as allowed`;
    return { text, data: { id, verdict: isReturned ? 'returned' : 'refused' } };
  },
};

export const REVIEW_TOOLS: readonly Tool[] = [reviewAccept, reviewReturn];
