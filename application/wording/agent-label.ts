// Names an agent in a sentence.

/** Returns the name of an agent, or `the agent` for one that is configured as a command line or a path. */
export function agentLabel(agent: string): string {
  return agent === '' || /[\s/]/.test(agent) ? 'the agent' : agent;
}
