// Says who pays for an agent if a variable of the environment comes before the login.
import type { AgentProfile } from './profile.ts';

/** Values with which a switch is off. */
const OFF = ['', '0', 'false'];

/**
 * Returns one line for the variable in effect; none if there is none, or if nobody knows which agent runs. `inherited` is the
 * environment that the agent gets. Never contains a value.
 */
export function billingNotices(
  [profile, ...others]: readonly AgentProfile[],
  inherited: Readonly<Record<string, string>>,
): readonly string[] {
  if (!profile || others.length > 0) return [];
  const found = profile.billing.find(({ variable }) => !OFF.includes(inherited[variable] ?? ''));
  if (!found) return [];
  const { variable, effect } = found;
  return [`${variable} is set: ${profile.name} ${effect}; env_deny keeps it from the agent`];
}
