// Offers to start an agent that is not installed with npx.
import { findProgram } from '../adapters/process/find-program.ts';
import type { AgentChoice } from './agent-choice.ts';
import type { Invocation } from './compose.ts';

/**
 * Returns the agent to start. If its program is missing, asks in the terminal whether to start its npm package with npx, in the
 * pinned version. Never asks a headless build: the start of the agent then reports how to install it.
 */
export async function installedAgent(
  choice: AgentChoice,
  { environment, console }: Pick<Invocation, 'environment' | 'console'>,
  { output }: { readonly output: 'text' | 'json' },
  headless: boolean,
): Promise<AgentChoice> {
  const { command, profiles } = choice;
  const [program, ...args] = command;
  const [profile, ...others] = profiles;
  const { confirm, isInteractive } = console;
  const isAsked = !headless && output === 'text' && isInteractive && confirm !== undefined;
  const npm = others.length === 0 ? profile?.npm : undefined;
  if (!isAsked || !npm || findProgram(program, environment) || !findProgram('npx', environment))
    return choice;
  const versioned = `${npm.name}@${npm.version}`;
  const isWanted = await confirm(`${program} is not installed. Start it with npx ${versioned}? [y/N] `);
  return isWanted ? { ...choice, command: ['npx', '--yes', versioned, ...args] } : choice;
}
