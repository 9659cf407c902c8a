// The prompt that the default template makes, as a whole: a change of its words is seen where it is reviewed.
import { expect, it } from 'vitest';
import { DEFAULT_TEMPLATE } from '../../adapters/template/default-template.ts';
import { loadPromptTemplate } from '../../adapters/template/liquid-prompt-template.ts';
import type { PromptVariables } from '../../application/ports/prompt-template.port.ts';
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

it('the default template uses every variable', () => {
  const unused = Object.keys(FIRST).filter(
    (name) => name !== 'requirements' && !DEFAULT_TEMPLATE.includes(`{{ ${name} }}`),
  );
  expect(unused).toEqual([]);
});
