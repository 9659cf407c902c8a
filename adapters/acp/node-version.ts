// Finds out whether an agent failed because its Node.js is too old.
import type { AgentProfile } from './profiles/profile.ts';

/** With this line Node.js ends its report of an error that ends the process. */
const REPORTED = /\bNode\.js v(\d+)\.\d+/;

/** Returns what to do if the last words of an agent's process report an older Node.js than the agent needs; undefined if not. */
export function nodeRemedy(
  [profile, ...others]: readonly AgentProfile[],
  lastWords: string,
): string | undefined {
  const major = REPORTED.exec(lastWords)?.[1];
  if (!profile?.node || others.length > 0 || major === undefined || Number(major) >= profile.node) {
    return undefined;
  }
  return `${profile.name} needs Node.js ${profile.node} or newer: put a newer node first on PATH`;
}
