// The prompts that the default templates make, as a whole: a change of its words is seen where it is reviewed.
import { expect, it } from 'vitest';
import { DEFAULT_REVIEW_TEMPLATE } from '../../adapters/template/default-review-template.ts';
import { DEFAULT_TEMPLATE } from '../../adapters/template/default-template.ts';
import { loadPromptTemplate, loadReviewTemplate } from '../../adapters/template/liquid-prompt-template.ts';
import type { PromptVariables, ReviewVariables } from '../../application/ports/prompt-template.port.ts';
import { TOOL_SEARCH } from '../../application/prompt/prompt-variables.ts';

const FIRST: PromptVariables = {
  session: 'login',
  iteration: 1,
  spec: '# Login\n\nUsers log in with {{ email }} and a password.',
  tasks: 'no tasks yet',
  notes: 'no notes yet',
  history: 'this is the first iteration',
  requirements: '',
  extra: '',
  tools: '',
  port: 4222,
  binary: 'npx iteratr',
};

const LATER: PromptVariables = {
  ...FIRST,
  iteration: 3,
  tasks:
    'remaining (1)\n- TAS-2 [P2] Write the login endpoint\ncompleted (1)\n- TAS-1 [P3] Create the user model',
  notes: '- NOT-1 [tip] (iteration 1) npm test needs TZ=UTC',
  history:
    '- iteration 1 (1 h ago): TAS-1 done\n- iteration 2 (5 min ago, interrupted): no summary was recorded',
  extra: 'Follow the patterns in lib/errors.',
};

const SEARCHING: PromptVariables = { ...FIRST, tools: TOOL_SEARCH };

it.each([
  ['first', FIRST],
  ['later', LATER],
  ['searching', SEARCHING],
])('the prompt of the %s iteration', async (name, variables) => {
  const template = await loadPromptTemplate(null);
  await expect(await template.render(variables)).toMatchFileSnapshot(`default-prompt.${name}.txt`);
});

const REVIEW: ReviewVariables = {
  session: 'login',
  spec: FIRST.spec,
  tasks: '- TAS-2 [P2] Write the login endpoint',
  summary: 'TAS-2 done',
  changes: 'commit 3f2a9c4 Write the login endpoint\n\n src/login.ts | 12 ++++++++++++',
  checks: '- npm test is green',
  returns: '- TAS-2 (1 time), last: a wrong password is accepted',
  extra: LATER.extra,
  tools: '',
  binary: 'npx iteratr',
};

it.each([
  ['again', REVIEW],
  ['first', { ...REVIEW, checks: '', returns: '', extra: '', tools: TOOL_SEARCH }],
])('the prompt of a review: %s', async (name, variables) => {
  const template = await loadReviewTemplate(null);
  await expect(await template.render(variables)).toMatchFileSnapshot(`default-review.${name}.txt`);
});

it.each([
  [DEFAULT_TEMPLATE, FIRST],
  [DEFAULT_REVIEW_TEMPLATE, REVIEW],
])('the default templates use every variable', (template, variables) => {
  const unused = Object.keys(variables).filter(
    (name) => name !== 'requirements' && !template.includes(`{{ ${name} }}`),
  );
  expect(unused).toEqual([]);
});
