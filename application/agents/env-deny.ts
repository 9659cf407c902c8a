// Keeps variables of the environment from the agent and the hooks.

type Variables = Readonly<Record<string, string>>;

/** Returns the variables whose names match none of the patterns, in which `*` stands for any characters. */
export function withoutDenied(variables: Variables, patterns: readonly string[]): Variables {
  if (patterns.length === 0) return variables;
  const denied = new RegExp(`^(?:${patterns.map((pattern) => pattern.replaceAll('*', '.*')).join('|')})$`);
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !denied.test(name)));
}
