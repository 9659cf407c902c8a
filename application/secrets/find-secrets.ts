// Finds the secrets among named values, such as the variables of an environment.
import type { Secret } from './known-secrets.ts';

/** Shorter values also occur in ordinary text. */
const SHORTEST = 8;
/** Up to this length, letters alone are taken for a word, as in `TOKEN=required` or `KEY=read-only`. */
const LONGEST_WORD = 12;
/** Up to this length, digits are taken for a number, a date or a version. */
const LONGEST_NUMBER = 15;

/** Names a secret at any place of a name: `SECRET_ACCESS_KEY`, `DB_PASSWORD_PROD`. */
const SECRET_WORDS = [
  'TOKEN',
  'SECRET',
  'PASSWORD',
  'PASSWD',
  'PASSPHRASE',
  'CREDENTIAL',
  'CREDENTIALS',
  'APIKEY',
];
/** Names a secret only at the end: `API_KEY`, but not `KEY_FILE`. */
const SECRET_ENDINGS = [
  ...SECRET_WORDS,
  'TOKENS',
  'SECRETS',
  'PASSWORDS',
  'KEY',
  'KEYS',
  'PASS',
  'PWD',
  'PAT',
  'AUTH',
  'COOKIE',
];
/** The value says something about a secret, or where it is. */
const OTHER_ENDINGS = [
  ...[
    'FILE',
    'PATH',
    'DIR',
    'SOCK',
    'SOCKET',
    'URL',
    'URI',
    'ENDPOINT',
    'HOST',
    'PORT',
    'ID',
    'NAME',
    'USER',
  ],
  ...['TYPE', 'HELPER', 'STORE', 'COMMAND', 'CMD', 'MODE', 'ENABLED', 'REQUIRED', 'ALGORITHM', 'FINGERPRINT'],
  ...['TTL', 'TIMEOUT', 'EXPIRES', 'EXPIRY', 'LIMIT', 'LENGTH', 'SIZE', 'COUNT', 'BUDGET', 'VERSION'],
];
/** Everybody may know these. */
const PUBLIC_NAMES = ['PWD', 'OLDPWD', 'GPG_KEY', 'SSH_ASKPASS'];
const PUBLIC_WORDS = ['PUBLIC', 'PUB', 'PUBLISHABLE', 'MAX', 'GPG'];

/** The top directories of Linux and macOS, because Base64 may begin with a slash too. */
const PATH =
  /^(?:~|\.{1,2}|[A-Z]:|\/(?:app|bin|builds?|dev|etc|home|lib|media|mnt|nix|opt|private|proc|root|run|sbin|secrets|srv|sys|tmp|usr|var|work|workspace|workspaces|Applications|Library|System|Users|Volumes))[/\\]/;
/** One word or several, but not letters of mixed case. */
const WORDS = /^(?:[A-Z]?[a-z]+|[A-Z]+)(?:[-_. ](?:[A-Z]?[a-z]+|[A-Z]+))*$/;
const URL_CREDENTIALS = /\b[a-z][a-z0-9+.-]*:\/\/([^\s/@:]*)(?::([^\s/@]*))?@/gi;

/** Returns the secrets in the variables: values of variables that are named so, and credentials in URLs in any of them. */
export function findSecrets(variables: Readonly<Record<string, string>>): Secret[] {
  return Object.entries(variables).flatMap(([name, value]) => {
    const found = urlSecrets(name, value);
    return namesSecret(name) && isSecret(value.trim()) ? [...found, { name, value: value.trim() }] : found;
  });
}

/** Returns the passwords in the URLs of a value, and tokens that stand there without one. */
export function urlSecrets(name: string, value: string): Secret[] {
  return [...value.matchAll(URL_CREDENTIALS)].flatMap(([, user = '', password]) => {
    const written = password ?? user;
    // A user without a password is a token only if no user would be called so.
    const token = password !== undefined || (written.length > 15 && /\d/.test(written));
    if (!token || !isSecret(written)) return [];
    const decoded = decodedUrl(written);
    return decoded === written
      ? [{ name, value: written }]
      : [written, decoded].map((form) => ({ name, value: form }));
  });
}

const WEB_URL = /\bhttps?:\/\/[^\s"'<>]+/gi;
/** Shorter parts of a URL may also occur in ordinary text. */
const SHORTEST_PART = 12;

/**
 * Returns the secrets in the web addresses of a value: anyone who knows the path and the query of a webhook can use it. A path of
 * single words, such as `/api/notifications`, is none.
 */
export function webhookSecrets(name: string, value: string): Secret[] {
  const places = [...value.matchAll(WEB_URL)].flatMap(([url]) => {
    const place = /^https?:\/\/[^/?#]*([/?].*)$/i.exec(url)?.[1] ?? '';
    const parts = place.split(/[/?&=#]/).filter((part) => isSecret(part) && !/^[a-z]+$/i.test(part));
    const long = parts.filter((part) => part.length >= SHORTEST_PART && !WORDS.test(part));
    return parts.length === 0 ? [] : [place, ...long];
  });
  return [...urlSecrets(name, value), ...places.map((place) => ({ name, value: place }))];
}

function namesSecret(name: string): boolean {
  if (PUBLIC_NAMES.includes(name.toUpperCase())) return false;
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .split(/[^A-Z0-9]+/);
  const last = words.at(-1) ?? '';
  if (OTHER_ENDINGS.includes(last) || words.some((word) => PUBLIC_WORDS.includes(word))) return false;
  return SECRET_ENDINGS.includes(last) || words.some((word) => SECRET_WORDS.includes(word));
}

/** Whether the value is so unlike ordinary text that it may be replaced everywhere. */
function isSecret(value: string): boolean {
  if (value.length < SHORTEST || PATH.test(value)) return false;
  // The password in a URL is a secret of its own.
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return false;
  if (WORDS.test(value)) return value.length > LONGEST_WORD;
  if (/^[\d.,:+-]+$/.test(value)) return value.length > LONGEST_NUMBER;
  return new Set(value).size > 3;
}

function decodedUrl(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
