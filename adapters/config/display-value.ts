// Hides credentials in configuration values that are shown or logged.
import { findSecrets } from '../../application/secrets/find-secrets.ts';
import { type AgentEntries, CONFIG_SCHEMA, type ConfigKey } from './config-schema.ts';
import type { ConfigValue } from './config-store.ts';
import type { ReviewEntry } from './review-settings.ts';
import { isUrlText } from './url-text.ts';

/** Returns the value with passwords and tokens replaced by `***`. */
export function displayValue(key: ConfigKey, value: ConfigValue): ConfigValue {
  const { format } = CONFIG_SCHEMA[key];
  if (format === 'nats-urls' && typeof value === 'string') return withoutCredentials(value);
  if (format === 'notify' && typeof value === 'string') return withoutPath(value);
  if (format === 'review') return switchOf(value as ReviewEntry);
  return format === 'agents' ? withoutSecrets(value as AgentEntries) : value;
}

/** Returns the value as a text of one line, with passwords and tokens replaced by `***`. */
export function displayText(key: ConfigKey, value: ConfigValue): string {
  const shown = displayValue(key, value);
  return typeof shown === 'object' ? JSON.stringify(shown) : String(shown);
}

/** Returns a switch where it says the same. */
function switchOf(review: ReviewEntry): ConfigValue {
  if (review.rounds === 0) return false;
  return Object.keys(review).length === 0 ? true : review;
}

/** Leaves only scheme and host of a URL: anyone who knows the path of a webhook can use it. */
function withoutPath(notify: string): string {
  const [, scheme = '', rest = ''] = isUrlText(notify) ? (/^([^:]*:\/*)(.*)$/s.exec(notify) ?? []) : [];
  if (scheme === '') return notify;
  const host = /^(?:[^/?#]*@)?([^/?#@]*)/.exec(rest)?.[1] ?? '';
  return host === rest || `${host}/` === rest ? notify : `${scheme}${host}/***`;
}

/** Replaces the secrets in the variables of agents, in whatever field they are. */
function withoutSecrets(agents: AgentEntries): AgentEntries {
  const secrets = Object.values(agents).flatMap(({ env }) => findSecrets(env ?? {}));
  return JSON.parse(JSON.stringify(agents), (_, value: unknown) =>
    typeof value === 'string'
      ? secrets.reduce((text, secret) => text.replaceAll(secret.value, '***'), value)
      : value,
  );
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
