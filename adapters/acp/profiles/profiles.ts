// The agents iteratr knows by name. To add one, write its profile file and add its name in application/agents/agent-names.ts.
import { AGENT_NAMES, type AgentName } from '../../../application/agents/agent-names.ts';
import { CLAUDE } from './claude.ts';
import { CODEX } from './codex.ts';
import { COPILOT } from './copilot.ts';
import { GEMINI } from './gemini.ts';
import { GOOSE } from './goose.ts';
import { KIMI } from './kimi.ts';
import { OPENCODE } from './opencode.ts';
import type { AgentProfile } from './profile.ts';
import { QWEN } from './qwen.ts';
import { VIBE } from './vibe.ts';

const BY_NAME: Readonly<Record<AgentName, AgentProfile>> = {
  opencode: OPENCODE,
  claude: CLAUDE,
  gemini: GEMINI,
  codex: CODEX,
  copilot: COPILOT,
  qwen: QWEN,
  kimi: KIMI,
  vibe: VIBE,
  goose: GOOSE,
};

/** In the order in which they are listed. */
export const PROFILES: readonly AgentProfile[] = AGENT_NAMES.map((name) => BY_NAME[name]);

/** Returns the profile with this name; undefined for anything else, such as a command line. */
export function profileNamed(name: string): AgentProfile | undefined {
  return PROFILES.find((profile) => profile.name === name);
}

/**
 * Returns the profiles that may fit a command line: the one whose program or npm package it names, otherwise all, because a
 * shell script can start any agent and settings for one mean nothing to another.
 */
export function profilesOfCommand(words: readonly string[]): readonly AgentProfile[] {
  const found = PROFILES.filter(({ command: [program], npm }) =>
    words.some((word) => word.split('/').at(-1) === program || isPackage(word, npm?.name)),
  );
  return found.length === 1 ? found : PROFILES;
}

function isPackage(word: string, name: string | undefined): boolean {
  return name !== undefined && (word === name || word.startsWith(`${name}@`));
}
