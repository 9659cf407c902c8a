// The update function that also calls the user's attention outside of the screen.
import type { Update } from '../model/app-model.ts';
import { attentionEffects } from '../model/attention.ts';
import { isStream, update } from './update.ts';

export const attentiveUpdate: Update = (model, message) => {
  const [next, effects] = update(model, message);
  return isStream(message)
    ? [next, effects]
    : [next, [...effects, ...attentionEffects(model, next, message)]];
};
