// The page on which the user chooses the agent.
import { askAgent } from '../../../pages/agent.page.ts';
import { pageResult, type WizardPage } from './wizard-page.ts';

export const AGENT_PAGE: WizardPage = {
  name: 'Agent',
  async ask(draft, { guide, agents, defaults }, place) {
    const answer = await askAgent(guide, { agents, selected: draft.agent, ...place });
    // The model of one agent means nothing to another.
    return pageResult(answer, draft, (agent) => ({
      agent,
      ...(agent !== draft.agent && { model: agent === defaults.agent ? defaults.model : '' }),
    }));
  },
};
