// A form of the agent, answered by the user question by question.
import { describe, expect, it } from 'vitest';
import { answerForm } from '../../../adapters/acp/elicitation.ts';
import type { TurnQuestion } from '../../../application/ports/agent.port.ts';

/** Fills in a form with the answers, in order. Returns the response and the questions. */
async function fill(properties: Readonly<Record<string, unknown>>, answers: readonly string[], more = {}) {
  const asked: TurnQuestion[] = [];
  const params = {
    ...{ mode: 'form', message: 'Set up the server', sessionId: 'main' },
    requestedSchema: { type: 'object', properties, required: Object.keys(properties) },
    ...more,
  };
  const response = await answerForm(params, async (question) => {
    asked.push(question);
    return answers[asked.length - 1];
  });
  return { response, asked };
}

describe('a field', () => {
  it.each<[string, object, string, unknown, readonly string[]]>([
    ['of text', { type: 'string' }, 'a, b', 'a, b', []],
    ['with choices', { type: 'string', enum: ['a', 'b'] }, 'b', 'b', ['a', 'b']],
    [
      'with titled choices',
      {
        type: 'string',
        oneOf: [
          { const: 'a', title: 'Letter A' },
          { const: 'b', title: 'Letter B' },
        ],
      },
      'Letter B',
      'b',
      ['Letter A', 'Letter B'],
    ],
    ['of yes and no', { type: 'boolean' }, 'No', false, ['yes', 'no']],
    ['of a whole number', { type: 'integer' }, ' 8080 ', 8080, []],
    ['of a number', { type: 'number' }, '1.5', 1.5, []],
    ['of several', { type: 'array', items: { enum: ['a', 'b', 'c'] } }, 'a, c', ['a', 'c'], ['a', 'b', 'c']],
  ])('%s is answered', async (_, schema, answer, value, choices) => {
    const { response, asked } = await fill({ field: schema }, [answer]);
    expect(response).toEqual({ action: 'accept', content: { field: value } });
    expect(asked).toHaveLength(1);
    expect(asked[0]?.choices).toEqual(choices);
  });

  it.each([
    [{ type: 'integer' }, 'eight', '(“eight” is not possible: a whole number is needed)', '8', 8],
    [{ type: 'string', enum: ['a', 'b'] }, 'c', '(“c” is not possible: choose from the list)', 'a', 'a'],
  ])('%j is asked again when the answer does not fit', async (schema, wrong, hint, right, value) => {
    const { response, asked } = await fill({ field: schema }, [wrong, right]);
    expect(asked[1]?.question).toBe(`Set up the server\n${hint}`);
    expect(response).toEqual({ action: 'accept', content: { field: value } });
  });
});

it('asks for each field of a form, by its title and description', async () => {
  const { response, asked } = await fill(
    { port: { type: 'integer', title: 'Port', description: 'From 1024' }, host: { type: 'string' } },
    ['8080', 'localhost'],
  );
  expect(asked.map(({ question }) => question)).toEqual([
    'Set up the server\nPort\nFrom 1024',
    'Set up the server\nhost',
  ]);
  expect(response).toEqual({ action: 'accept', content: { port: 8080, host: 'localhost' } });
});

describe('a form is declined', () => {
  const text = { type: 'string' };
  it.each<[string, Readonly<Record<string, unknown>>, readonly string[], object]>([
    ['when nobody answers', { a: text }, [], {}],
    ['when a required field has no answer', { a: text, b: text }, ['1'], {}],
    ['after three answers that do not fit', { a: { type: 'number' } }, ['x', 'y', 'z', '1'], {}],
    ['if its field is of an unknown type', { a: { type: '_colour' } }, ['1', '2', '3'], {}],
    ['if it is a link', { a: text }, ['1'], { mode: 'url', url: 'https://example.org' }],
  ])('%s', async (_, properties, answers, more) => {
    expect((await fill(properties, answers, more)).response).toEqual({ action: 'decline' });
  });

  it('but not for a field that may be empty', async () => {
    const required = { requestedSchema: { properties: { a: text, b: text }, required: ['a'] } };
    expect((await fill({}, ['1'], required)).response).toEqual({ action: 'accept', content: { a: '1' } });
  });
});

it('accepts a form without fields, which only informs', async () => {
  expect((await fill({}, [])).response).toEqual({ action: 'accept', content: {} });
});
