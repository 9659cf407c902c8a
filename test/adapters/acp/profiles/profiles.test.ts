// Specifies which profiles fit what the user configures as the agent.
import { expect, it } from 'vitest';
import { PROFILES, profileNamed, profilesOfCommand } from '../../../../adapters/acp/profiles/profiles.ts';
import { CONFIG_SCHEMA } from '../../../../adapters/config/config-schema.ts';
import { AGENT_NAMES } from '../../../../application/agents/agent-names.ts';

it('has the agent of those who name none', () => {
  expect(profileNamed(CONFIG_SCHEMA.agent.default)?.name).toBe('opencode');
});

it.each(PROFILES.map((profile) => [profile.name, profile] as const))(
  'finds %s by its name, its program and its package',
  (name, profile) => {
    expect(profileNamed(name)).toBe(profile);
    expect(profilesOfCommand([`/usr/bin/${profile.command[0]}`, '--x'])).toEqual([profile]);
    if (profile.npm) {
      expect(profilesOfCommand(['npx', '-y', `${profile.npm.name}@latest`])).toEqual([profile]);
      expect(profilesOfCommand(['npx', profile.npm.name])).toEqual([profile]);
    }
  },
);

it.each([[['node', './agent.js']], [['./start.sh']], [['constructor']], [['opencode', 'gemini']]])(
  'takes %j for a command line that may start any known agent',
  (words) => {
    expect(profilesOfCommand(words)).toBe(PROFILES);
  },
);

it.each(['node ./agent.js', 'constructor', ''])('takes "%s" for no name', (agent) => {
  expect(profileNamed(agent)).toBeUndefined();
});

it('gives every profile the name it is listed under', () => {
  expect(PROFILES.map(({ name }) => name)).toEqual(AGENT_NAMES);
});

it('puts no agent in a mode of its own accord, and gives no name to two programs', () => {
  expect(PROFILES.filter(({ mode }) => mode !== '')).toEqual([]);
  expect(new Set(PROFILES.map(({ command }) => command[0])).size).toBe(PROFILES.length);
});
