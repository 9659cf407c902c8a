// Removes secrets from what an agent writes: they are in its environment, and a single `env` in its shell prints them.

/** Shorter secrets are not replaced: they also occur in ordinary text. */
const SHORTEST = 8;

/** Returns a function that replaces each secret by `[hidden]`, both verbatim and as JSON escapes it. */
export function hideSecrets(secrets: readonly string[]): (text: string) => string {
  const each = secrets.map(hideSecret);
  return (text) => each.reduce((hidden, hide) => hide(hidden), text);
}

function hideSecret(secret: string): (text: string) => string {
  if (secret.length < SHORTEST) return (text) => text;
  const inJson = JSON.stringify(secret).slice(1, -1);
  return (text) => text.replaceAll(inJson, '[hidden]').replaceAll(secret, '[hidden]');
}
