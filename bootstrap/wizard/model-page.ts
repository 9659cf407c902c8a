// The page on which the model is chosen.
import { askModel } from '../guide-pages/model-page.ts';
import { pageResult, type WizardPage } from './wizard-page.ts';

export const MODEL_PAGE: WizardPage = {
  name: 'Model',
  async ask(wish, { guide, config, environment }, place) {
    const answer = await askModel(guide, { config, environment, selected: wish.model, ...place });
    return pageResult(answer, wish, (model) => ({ model }));
  },
};
