// Composes the ports of a run that depend on the place of the work: the user's work tree, or that of a worker.
import { join, relative, resolve } from 'node:path';
import { checksOf } from '../adapters/config/check-settings.ts';
import { reviewOf } from '../adapters/config/review-settings.ts';
import { GitWorkTree } from '../adapters/git/git-work-tree.ts';
import { GitReviewTrees } from '../adapters/git/review-trees.ts';
import { ShellHookRunner } from '../adapters/hooks/shell-hook-runner.ts';
import { earlierLog } from '../adapters/logging/rotated-name.ts';
import { ShellChecks } from '../adapters/verify/shell-checks.ts';
import type { HiredWorker } from '../application/loop/crew/crew.ts';
import type { RunAgent, RunAgents } from '../application/loop/current-context.ts';
import type { Agent } from '../application/ports/agent.port.ts';
import type { ReviewTemplate } from '../application/ports/prompt-template.port.ts';
import { TOOL_SEARCH } from '../application/prompt/prompt-variables.ts';
import type { AgentUse } from '../domain/run/run.ts';
import type { AgentChoice } from './agent-choice.ts';
import { createAgent } from './create-agent.ts';
import { createProtectedFiles } from './create-protected-files.ts';
import type { RunSurroundings } from './run-surroundings.ts';

/** Where work is done. */
export interface Place {
  /** Absolute path of the work dir. */
  readonly cwd: string;
  /** Absolute path of what is the project's folder. */
  readonly project: string;
  /** The complete environment of agents, hooks and checks. */
  readonly env: Readonly<Record<string, string>>;
}

/** Returns the place of the work dir in another work tree. */
export function placeIn({ cwd, project }: Place, tree: { readonly cwd: string }, env: Place['env']): Place {
  return { cwd: tree.cwd, project: join(tree.cwd, relative(cwd, project)), env };
}

/** Creates an agent that works at the place. */
export function agentAt(
  { processes, logger }: Pick<RunSurroundings, 'processes' | 'logger'>,
  { env, cwd }: Place,
  choice: AgentChoice,
): Agent {
  return createAgent(choice, { env, cwd, processes, logger });
}

/** Creates the agents of the user's list for the place: the one that works, and those that take over. */
export function agentsAt(surroundings: RunSurroundings, place: Place): RunAgents {
  const at = (choice: AgentChoice): RunAgent => ({
    use: useOf(choice),
    agent: agentAt(surroundings, place, choice),
  });
  return [at(surroundings.choice), ...surroundings.fallback.map(at)];
}

/** Returns the ports, apart from agents and observer. */
export function portsAt(
  surroundings: RunSurroundings,
  place: Place,
  reviewTemplate: ReviewTemplate | undefined,
  workTree = workTreeAt(surroundings, place),
): Omit<HiredWorker['ports'], 'agents' | 'observer'> {
  const { config, reviewer, hooks, processes, logger, environment } = surroundings;
  const { cwd, project, env } = place;
  const review = reviewOf(config.review);
  return {
    checks: new ShellChecks({ checks: checksOf(config.verify), cwd, env, processes, logger }),
    protectedFiles: createProtectedFiles(config, {
      ...{ folder: project, processes, logger },
      project: environment.project,
    }),
    reviewer:
      review && reviewer && reviewTemplate
        ? {
            use: useOf(reviewer),
            rounds: review.rounds,
            template: reviewTemplate,
            trees: new GitReviewTrees({ cwd, processes, logger }),
            tools: reviewer.toolSearch ? TOOL_SEARCH : '',
            agentIn: (tree) => agentAt(surroundings, { ...place, cwd: tree }, reviewer),
          }
        : undefined,
    hooks: new ShellHookRunner({ hooks, cwd: project, env, processes, logger }),
    workTree,
  };
}

export function workTreeAt(surroundings: RunSurroundings, { cwd }: Place): GitWorkTree {
  const { ownOutput, processes, logger, gitConfig } = surroundings;
  return new GitWorkTree({
    ...{ cwd, ownOutput, processes, logger },
    ...(gitConfig && { gitConfig }),
    neverCommit: neverCommitted(surroundings, cwd),
  });
}

/** Returns what is never committed in the place: what iteratr and agents write for themselves. */
export function neverCommitted(
  { config, choice, fallback, planChoice }: RunSurroundings,
  cwd: string,
): readonly string[] {
  const choices = [choice, ...fallback, ...(planChoice ? [planChoice] : [])];
  return [config.dataDir, ...logFiles(config), ...choices.flatMap((one) => ownFiles(one, cwd))];
}

export function useOf({ agent, model }: AgentChoice): AgentUse {
  return { agent, model };
}

/** Returns the log file and, if it is rotated, the earlier ones. */
function logFiles({ logFile, logMaxSize, logMaxFiles }: RunSurroundings['config']): string[] {
  if (logFile === '') return [];
  const earlier = logMaxSize === 0 ? 0 : logMaxFiles;
  return [logFile, ...Array.from({ length: earlier }, (_, index) => earlierLog(logFile, index + 1))];
}

/** Returns the files that the agent writes for itself, absolute. */
function ownFiles({ profiles }: AgentChoice, cwd: string): string[] {
  return profiles.flatMap((profile) => profile.ownFiles).map((file) => resolve(cwd, file));
}
