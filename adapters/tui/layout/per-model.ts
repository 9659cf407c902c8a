// Caches a computed value per model, so that update, views and hit tests of one frame share it.
import type { AppModel } from '../model/app-model.ts';

/** Returns `compute` with a cache. Entries disappear with their model. */
export function perModel<Value>(compute: (model: AppModel) => Value): (model: AppModel) => Value {
  const known = new WeakMap<AppModel, Value>();
  return (model) => {
    const found = known.get(model);
    if (found !== undefined) return found;
    const value = compute(model);
    known.set(model, value);
    return value;
  };
}
