// Says which agent plays each role that is set, and reviews, and whether it is installed.
import {
  type Diagnostic,
  type Finding,
  failedBy,
  ok,
  warning,
} from '../../application/ports/diagnostic.port.ts';
import type { AgentProfile } from './profiles/profile.ts';

export interface PlayedRole {
  readonly role: string;
  readonly profile: AgentProfile;
  /** '' if the agent chooses. */
  readonly model: string;
  /** False for a reviewer while nothing is reviewed. */
  readonly isUsed: boolean;
}

export interface RolesDiagnosticOptions {
  /** Returns the roles that are set, and the reviewer if there is one. Throws `ConfigError` for an agent that does not exist. */
  readonly roles: () => readonly PlayedRole[];
  readonly findProgram: (name: string) => string | undefined;
}

export function rolesDiagnostic({ roles, findProgram }: RolesDiagnosticOptions): Diagnostic {
  return {
    id: 'roles',
    label: 'Roles',
    run: async () => {
      try {
        const found = roles().map((played) => findingOf(played, findProgram));
        return found.length === 0 ? [ok('none: one agent does everything')] : found;
      } catch (error) {
        return [failedBy(error)];
      }
    },
  };
}

function findingOf(
  { role, profile: { name, command, install }, model, isUsed }: PlayedRole,
  findProgram: RolesDiagnosticOptions['findProgram'],
): Finding {
  const path = findProgram(command[0]);
  const played = `${role}: ${name}${model === '' ? '' : ` with model ${model}`}`;
  return path === undefined
    ? warning(`${played}, which is not installed`, install)
    : ok(`${played}, at ${path}${isUsed ? '' : '; not used, because review is off'}`);
}
