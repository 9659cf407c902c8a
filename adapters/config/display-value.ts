// Hides credentials in configuration values that are shown or logged.
import { CONFIG_SCHEMA, type ConfigKey } from './config-schema.ts';
import type { ConfigValue } from './config-store.ts';

/** Returns the value with passwords and tokens replaced by `***`. */
export function displayValue(key: ConfigKey, value: ConfigValue): ConfigValue {
  return CONFIG_SCHEMA[key].format === 'nats-urls' && typeof value === 'string'
    ? withoutCredentials(value)
    : value;
}

/**
 * Replaces credentials in URLs. A password may contain any character, so everything up to the last `@` of a URL counts as
 * credentials. Credentials without a colon are a token.
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
