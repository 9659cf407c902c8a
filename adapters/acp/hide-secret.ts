// Takes a secret out of what an agent writes: it has it in its environment, and one `env` in its shell shows it.

/** Shorter ones stand in ordinary text, too. */
const SHORTEST = 8;

/** Replaces the secret by `[hidden]`, as it is and as JSON writes it. */
export function hideSecret(secret: string): (text: string) => string {
  if (secret.length < SHORTEST) return (text) => text;
  const inJson = JSON.stringify(secret).slice(1, -1);
  return (text) => text.replaceAll(inJson, '[hidden]').replaceAll(secret, '[hidden]');
}
