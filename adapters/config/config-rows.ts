// Returns the configuration as rows for `iteratr config`.
import { describeOrigin, type Origin } from './config-origin.ts';
import { CONFIG_KEYS, type ConfigKey, propertyOf } from './config-schema.ts';
import type { ConfigValue } from './config-store.ts';
import { displayValue } from './display-value.ts';
import type { Settings, SettingsFlags } from './settings.ts';

export interface ConfigRow {
  readonly key: ConfigKey;
  /** Without passwords. */
  readonly value: ConfigValue;
  readonly origin: Origin;
  /** The origin in words. */
  readonly from: string;
}

/** Returns a row for each key, in order. Warns of every untrusted value. Throws `ConfigError`. */
export function configRows(settings: Settings, flags: SettingsFlags): readonly ConfigRow[] {
  const { config, origins, untrusted } = settings.trusted(flags);
  settings.warnOfIgnored(
    untrusted,
    untrusted.map(({ key }) => key),
  );
  return CONFIG_KEYS.map((key) => {
    const property = propertyOf(key);
    const origin = origins[property];
    return { key, value: displayValue(key, config[property]), origin, from: describeOrigin(origin) };
  });
}
