// Configuration values as they may be shown and logged.
import { CONFIG_SCHEMA, type ConfigKey } from './config-schema.ts';
import type { ConfigValue } from './config-store.ts';

/** The value with passwords and tokens in it replaced by `***`. */
export function displayValue(key: ConfigKey, value: ConfigValue): ConfigValue {
  return CONFIG_SCHEMA[key].format === 'nats-urls' && typeof value === 'string'
    ? withoutCredentials(value)
    : value;
}

/**
 * A password may hold any character, so everything up to the last `@` of each URL counts as credentials. A part with no
 * password behind a colon is a token.
 */
function withoutCredentials(urls: string): string {
  return urls
    .split(/,(?=\s*[a-z]+:\/\/)/i)
    .map((url) =>
      url.replace(/^(\s*[a-z]+:\/\/)?(.*)@/is, (_, scheme: string | undefined, credentials: string) => {
        const user = /^([^:]*):/.exec(credentials)?.[1];
        return `${scheme ?? ''}${user === undefined ? '' : `${user}:`}***@`;
      }),
    )
    .join(',');
}
