// Specifies the page on which the wizard asks for the agent: what it shows, and what becomes of the model.
import { expect, it } from 'vitest';
import { AGENT_PAGE } from '../../../../../adapters/cli/commands/build/wizard/agent.page.ts';
import {
  type BuildDefaults,
  firstDraft,
} from '../../../../../adapters/cli/commands/build/wizard/build-draft.ts';
import type { WizardContext } from '../../../../../adapters/cli/commands/build/wizard/wizard-page.ts';
import { AGENT_NAMES } from '../../../../../application/agents/agent-names.ts';
import type { Answer, ChoicePage } from '../../../../../application/ports/guide.port.ts';
import { SampleGuide } from '../../../tui/guide/sample-guide.ts';

const DEFAULTS: BuildDefaults = {
  configuredAgent: 'opencode',
  agent: 'opencode',
  model: 'lab/large',
  template: '',
  iterations: 0,
  spec: 'specs/SPEC.md',
};
const PLACE = { steps: { names: ['Spec', 'Agent', 'Model'], at: 1 }, canGoBack: true };

/** Asks for the agent; the user answers with `answer`. Returns the page and the draft after it. */
async function asked(answer: Answer<readonly string[]>, model = 'lab/large') {
  let page: ChoicePage | undefined;
  const guide = {
    choose: async (shown: Omit<ChoicePage, 'kind'>) => {
      page = { kind: 'choice', ...shown };
      return answer;
    },
  };
  const context = { guide, agents: ['mine', ...AGENT_NAMES], defaults: DEFAULTS } as unknown as WizardContext;
  const { kind, draft } = await AGENT_PAGE.ask({ ...firstDraft(undefined, DEFAULTS), model }, context, PLACE);
  return { kind, agent: draft.agent, model: draft.model, page };
}

it('shows every name, and which one is in effect', async () => {
  const { page } = await asked({ kind: 'leave' });
  const text = page ? new SampleGuide(page).text : '';
  expect(text).toContain('Which agent should do the work?');
  expect(text).toContain('iteratr agents');
  expect(text).toMatch(/› opencode/);
  for (const name of ['mine', ...AGENT_NAMES]) expect(text).toMatch(new RegExp(`^\\W*${name}\\b`, 'm'));
});

it('takes the chosen agent without the model of the other one', async () => {
  expect(await asked({ kind: 'done', value: ['claude'] })).toMatchObject({
    kind: 'done',
    agent: 'claude',
    model: '',
  });
});

it('keeps the model of the same agent, and gives back the configured one', async () => {
  expect(await asked({ kind: 'done', value: ['opencode'] }, 'lab/small')).toMatchObject({
    model: 'lab/small',
  });
});

it('keeps the choice of who goes back, and everything of who leaves', async () => {
  expect(await asked({ kind: 'back', value: ['claude'] })).toMatchObject({ kind: 'back', agent: 'claude' });
  expect(await asked({ kind: 'leave' })).toMatchObject({
    kind: 'leave',
    agent: 'opencode',
    model: 'lab/large',
  });
});
