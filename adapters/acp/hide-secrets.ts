// Takes secrets out of what an agent writes: it has them in its environment, and one `env` in its shell shows them.

/** Shorter ones stand in ordinary text, too. */
const SHORTEST = 8;

/** Returns a function that replaces each of the secrets by `[hidden]`, as it is and as JSON writes it. */
export function hideSecrets(secrets: readonly string[]): (text: string) => string {
  const each = secrets.map(hideSecret);
  return (text) => each.reduce((hidden, hide) => hide(hidden), text);
}

function hideSecret(secret: string): (text: string) => string {
  if (secret.length < SHORTEST) return (text) => text;
  const inJson = JSON.stringify(secret).slice(1, -1);
  return (text) => text.replaceAll(inJson, '[hidden]').replaceAll(secret, '[hidden]');
}
