// Configuration values as convict keeps them: one store per layer, and one for what the layers add up to.
import convict from 'convict';
import { registerFormats } from './config-formats.ts';
import { CONFIG_SCHEMA, type ConfigKey, type ValueByKey } from './config-schema.ts';

registerFormats();

export type ConfigValue = ValueByKey[ConfigKey];

/** Holds the defaults at first. convict reads neither variables nor arguments itself: decision 0019 says why. */
export class ConfigStore {
  readonly #store = convict<ValueByKey>(CONFIG_SCHEMA as unknown as convict.Schema<ValueByKey>, {
    env: {},
    args: [],
  });

  /** Takes valid values, which replace those before them. */
  load(values: Partial<ValueByKey>): this {
    this.#store.load(values).validate({ allowed: 'strict' });
    return this;
  }

  /** Takes one value that may be text, and returns it coerced. Throws for one that is not allowed; the default stays then. */
  accept(key: ConfigKey, value: unknown): ConfigValue {
    try {
      // convict has no check of one key; every other key holds a valid value
      this.#store.set<string>(key, value).validate({ allowed: 'strict' });
      return this.#store.get(key);
    } catch (error) {
      this.#store.reset(key);
      throw error;
    }
  }

  values(): ValueByKey {
    return this.#store.getProperties();
  }
}
