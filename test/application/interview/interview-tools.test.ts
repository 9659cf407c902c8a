// Specifies what the interviewing agent may ask for, and what it is told when it asks wrongly.
import { describe, expect, it } from 'vitest';
import { InterviewTools } from '../../../application/interview/interview-tools.ts';

function call(tools: InterviewTools, tool: string, input: Record<string, unknown>) {
  return tools.run({ tool, session: 'interview', input, actor: 'agent' });
}

describe('ask-user', () => {
  it('notes the questions in order, over several calls, until they are taken', async () => {
    const tools = new InterviewTools();
    await call(tools, 'ask-user', {
      questions: [
        { question: ' Which database? ', kind: 'single', options: ['SQLite', 'Postgres', 'SQLite', ''] },
        { question: 'What else?', kind: 'text', options: ['no use', 'of these'] },
      ],
    });
    const { text } = await call(tools, 'ask-user', {
      questions: '[{"question": "Which platforms?", "kind": "multiple", "options": "Linux,macOS"}]',
    });
    expect(text).toMatch(/end your turn/i);
    expect(tools.take()).toEqual({
      questions: [
        { text: 'Which database?', kind: 'single', options: ['SQLite', 'Postgres'] },
        { text: 'What else?', kind: 'text', options: [] },
        { text: 'Which platforms?', kind: 'multiple', options: ['Linux', 'macOS'] },
      ],
      draft: '',
    });
    expect(tools.take()).toEqual({ questions: [], draft: '' });
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['without questions', {}, /needs "questions"/],
    ['with none', { questions: [] }, /empty/],
    ['with a text', { questions: 'What now?' }, /not valid JSON/],
    ['with a question that says nothing', { questions: [{ question: ' ', kind: 'text' }] }, /has no text/],
    [
      'with an unknown kind',
      { questions: [{ question: 'A?', kind: 'yesno' }] },
      /"yesno" is not a kind.*single, multiple, text/,
    ],
    [
      'with a single option',
      { questions: [{ question: 'A?', kind: 'single', options: ['x', ' x'] }] },
      /"A\?" needs 2 to 20/,
    ],
    [
      'with too many at once',
      { questions: Array.from({ length: 11 }, () => ({ question: 'A?', kind: 'text' })) },
      /11 questions are too many/,
    ],
  ])('is refused %s, and nothing is noted', async (_, input, message) => {
    const tools = new InterviewTools();
    await expect(call(tools, 'ask-user', input)).rejects.toThrow(message);
    expect(tools.take()).toEqual({ questions: [], draft: '' });
  });
});

describe('submit-spec', () => {
  it('notes the last draft', async () => {
    const tools = new InterviewTools();
    await call(tools, 'submit-spec', { content: '# A' });
    await call(tools, 'submit-spec', { content: '\n# B\n\n' });
    expect(tools.take()).toEqual({ questions: [], draft: '# B' });
  });

  it('refuses an empty one', async () => {
    await expect(call(new InterviewTools(), 'submit-spec', { content: '  \n' })).rejects.toThrow(/empty/);
  });
});

it('refuses a tool that there is not', async () => {
  await expect(call(new InterviewTools(), 'task-add', {})).rejects.toThrow(/ask-user or submit-spec/);
});
