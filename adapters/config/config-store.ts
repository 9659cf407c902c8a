// Stores and validates configuration values with convict: one store per layer, and one for the merged configuration.
import convict from 'convict';
import { registerFormats } from './config-formats.ts';
import { CONFIG_SCHEMA, type ConfigKey, type ValueByKey } from './config-schema.ts';

registerFormats();

export type ConfigValue = ValueByKey[ConfigKey];

/** Starts with the defaults. convict itself does not read variables or arguments; decision 0019 explains why. */
export class ConfigStore {
  readonly #store = convict<ValueByKey>(CONFIG_SCHEMA as unknown as convict.Schema<ValueByKey>, {
    env: {},
    args: [],
  });

  /** Replaces the stored values by these valid ones. */
  load(values: Partial<ValueByKey>): this {
    // Not convict's `load`, which takes a map for a part of the schema.
    for (const [key, value] of Object.entries(values)) this.#store.set<string>(key, value);
    this.#store.validate({ allowed: 'strict' });
    return this;
  }

  /** Stores one value, which may be text, and returns it coerced. Throws for an invalid value, and resets the key. */
  accept(key: ConfigKey, value: unknown): ConfigValue {
    try {
      // convict can only validate all keys at once; all others have valid values.
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
