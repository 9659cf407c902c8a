// Specifies which profiles fit what the user configures as the agent.
import { expect, it } from 'vitest';
import {
  PROFILES,
  profileNamed,
  profileOfProgram,
  profilesFor,
} from '../../../../adapters/acp/profiles/profiles.ts';
import { CONFIG_SCHEMA } from '../../../../adapters/config/config-schema.ts';

it('has the agent of those who name none', () => {
  expect(profileNamed(CONFIG_SCHEMA.agent.default)?.name).toBe('opencode');
});

it.each(PROFILES.map((profile) => [profile.name, profile] as const))(
  'finds %s by its name and by its program',
  (name, profile) => {
    expect(profileNamed(name)).toBe(profile);
    expect(profileOfProgram(profile.command[0])).toBe(profile);
    expect(profilesFor(name)).toEqual([profile]);
  },
);

it.each(['node ./agent.js', 'npx opencode-ai acp', '/usr/bin/opencode acp', 'constructor', ''])(
  'takes "%s" for a command line, which may start any known agent',
  (agent) => {
    expect(profileNamed(agent)).toBeUndefined();
    expect(profilesFor(agent)).toBe(PROFILES);
  },
);

it('gives no two profiles one name', () => {
  expect(new Set(PROFILES.map(({ name }) => name)).size).toBe(PROFILES.length);
});
