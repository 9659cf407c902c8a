// Makes a profile of what the user writes under `agents:` in the configuration.
import { combineDialects } from './dialect.ts';
import { type AgentProfile, ORDINARY, OWN_CHOICE } from './profile.ts';
import { PROFILES, profilesOfCommand } from './profiles.ts';

export interface OwnAgent {
  readonly command: readonly [program: string, ...args: string[]];
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly mode?: string | undefined;
  readonly model?: string | undefined;
  readonly login?: string | undefined;
  readonly install?: string | undefined;
  readonly ownFiles?: readonly string[] | undefined;
}

/** Returns the profile. What the user does not write comes from the known agent that the command starts, if it is one. */
export function ownProfile(
  name: string,
  { env, mode, model, login, install, ownFiles, command }: OwnAgent,
): AgentProfile {
  const [known, ...others] = profilesOfCommand(command);
  const base = known && others.length === 0 ? known : UNKNOWN;
  return {
    ...base,
    name,
    command,
    // The user decides how it starts.
    npm: null,
    env: { ...base.env, ...env },
    mode: mode ?? base.mode,
    ownFiles: ownFiles ?? base.ownFiles,
    install: install ?? base.install,
    login: login ?? base.login,
    models: { ...base.models, standard: model ?? base.models.standard },
  };
}

/** Its command may start any agent, so its output is read in every dialect and every known server is protected. */
const UNKNOWN: Omit<AgentProfile, 'name' | 'command'> = {
  ...ORDINARY,
  install: 'see its documentation',
  login: 'see its documentation',
  models: { ...OWN_CHOICE, list: 'its documentation' },
  server: PROFILES.find(({ server }) => server !== null)?.server ?? null,
  dialect: combineDialects(PROFILES.map(({ dialect }) => dialect)),
};
