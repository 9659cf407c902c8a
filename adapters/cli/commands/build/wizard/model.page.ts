// The page on which the user chooses the model.
import { askModel } from '../../../pages/model.page.ts';
import { pageResult, type WizardPage } from './wizard-page.ts';

export const MODEL_PAGE: WizardPage = {
  name: 'Model',
  async ask(draft, { guide, models }, place) {
    const answer = await askModel(guide, { agent: draft.agent, models, selected: draft.model, ...place });
    return pageResult(answer, draft, (model) => ({ model }));
  },
};
