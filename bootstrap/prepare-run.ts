// Composes a run and starts its agent. This module is loaded while the store's server starts.
import { resolve } from 'node:path';
import type { PreparedRun, PrepareRunOptions } from '../adapters/cli/commands/build/build-start.ts';
import { checksOf } from '../adapters/config/check-settings.ts';
import type { AppConfig } from '../adapters/config/config-schema.ts';
import { reviewOf } from '../adapters/config/review-settings.ts';
import { prepareDataDir } from '../adapters/data-dir/data-dir.ts';
import { FileSpecSource } from '../adapters/files/file-spec-source.ts';
import { GitWorkTree } from '../adapters/git/git-work-tree.ts';
import type { OwnOutput } from '../adapters/git/own-output.ts';
import { GitReviewTrees } from '../adapters/git/review-trees.ts';
import type { Hooks } from '../adapters/hooks/hooks-document.ts';
import { ShellHookRunner } from '../adapters/hooks/shell-hook-runner.ts';
import { earlierLog } from '../adapters/logging/rotated-name.ts';
import { ShellChecks } from '../adapters/verify/shell-checks.ts';
import { withoutDenied } from '../application/agents/env-deny.ts';
import type { Environment } from '../application/environment.ts';
import { Broadcast, observers } from '../application/loop/broadcast.ts';
import { RunSession } from '../application/loop/run-session.ts';
import { StartedAgent } from '../application/loop/started-agent.ts';
import type { Agent } from '../application/ports/agent.port.ts';
import type { Clock } from '../application/ports/clock.port.ts';
import type { LiveFeed } from '../application/ports/live-feed.port.ts';
import type { Logger } from '../application/ports/logger.port.ts';
import type { Processes } from '../application/ports/processes.port.ts';
import type { ReadRequirements } from '../application/ports/requirement-reader.port.ts';
import type { StoreWaits } from '../application/ports/store-waits.port.ts';
import type { TranscriptStore } from '../application/ports/transcript-store.port.ts';
import { TOOL_SEARCH } from '../application/prompt/prompt-variables.ts';
import { HidingObserver } from '../application/secrets/hiding-observer.ts';
import type { KnownSecrets } from '../application/secrets/known-secrets.ts';
import type { SessionRegistry } from '../application/session/session-registry.ts';
import type { AgentUse } from '../domain/run/run.ts';
import type { AgentChoice } from './agent-choice.ts';
import { createAgent } from './create-agent.ts';
import { createProtectedFiles } from './create-protected-files.ts';
import { type NotifiedRuns, notifyRuns } from './notify-runs.ts';

export interface RunSurroundings {
  readonly config: Pick<
    AppConfig,
    | 'dataDir'
    | 'logFile'
    | 'logMaxSize'
    | 'logMaxFiles'
    | 'envDeny'
    | 'verify'
    | 'protect'
    | 'protectNew'
    | 'template'
    | 'review'
    | 'notify'
    | 'notifyOn'
  >;
  readonly choice: AgentChoice;
  /** The agents that continue when that of `choice` cannot. */
  readonly fallback: readonly AgentChoice[];
  /** The agent of the role `plan`, if it is not the one that works. */
  readonly planChoice: AgentChoice | undefined;
  /** The agent that reviews; undefined for none. */
  readonly reviewer: AgentChoice | undefined;
  readonly environment: Environment;
  readonly secrets: KnownSecrets;
  readonly hooks: Hooks;
  readonly ownOutput: OwnOutput;
  readonly sessions: SessionRegistry;
  readonly processes: Processes;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly live: LiveFeed;
  readonly transcripts: TranscriptStore;
  readonly storeLost: AbortSignal;
  readonly storeWaits: StoreWaits;
  readonly atExit: NotifiedRuns['atExit'];
}

/**
 * Starts the agent and returns the prepared run. Throws `DATA_DIR` if no process can be recorded.
 */
export function prepareRun(
  { session, variables, signal }: PrepareRunOptions,
  {
    config,
    choice,
    fallback,
    planChoice,
    reviewer,
    environment,
    secrets,
    hooks,
    ownOutput,
    sessions,
    processes,
    logger,
    clock,
    live,
    transcripts,
    storeLost,
    storeWaits,
    atExit,
  }: RunSurroundings,
): PreparedRun {
  const { cwd, project } = environment;
  const env = { ...withoutDenied(environment.env, config.envDeny), ...variables };
  // The agent's process is recorded in the data directory.
  prepareDataDir(config.dataDir, logger);
  const agentOf = (one: AgentChoice, place = cwd): Agent =>
    createAgent(one, { env, cwd: place, processes, logger });
  const review = reviewOf(config.review);
  const agent = new StartedAgent(agentOf(choice), signal);
  const planner = planChoice && {
    use: useOf(planChoice),
    agent: agentOf(planChoice),
    tools: planChoice.toolSearch ? TOOL_SEARCH : '',
  };
  const others = fallback.map((one) => ({ use: useOf(one), agent: agentOf(one) }));
  return {
    cancel: () => agent.stop(),
    create: ({ template, reviewTemplate, plan, observer, claimLost }) => {
      const shown = observers(observer, new Broadcast(session, live, transcripts, clock));
      const notifications = notifyRuns(session, shown, {
        ...{ config, env, cwd: project, secrets, sessions, processes, logger, clock, atExit },
      });
      return new RunSession(sessions, {
        agents: [{ use: useOf(choice), agent }, ...others],
        ...(plan && { planning: { ...plan, readRequirements, ...(planner && { planner }) } }),
        checks: new ShellChecks({ checks: checksOf(config.verify), cwd, env, processes, logger }),
        protectedFiles: createProtectedFiles(config, { folder: project, processes, logger }),
        reviewer:
          review && reviewer && reviewTemplate
            ? {
                use: useOf(reviewer),
                rounds: review.rounds,
                template: reviewTemplate,
                trees: new GitReviewTrees({ cwd, processes, logger }),
                tools: reviewer.toolSearch ? TOOL_SEARCH : '',
                agentIn: (place) => agentOf(reviewer, place),
              }
            : undefined,
        hooks: new ShellHookRunner({ hooks, cwd: project, env, processes, logger }),
        specSource: new FileSpecSource(cwd),
        workTree: new GitWorkTree({
          cwd,
          neverCommit: [
            config.dataDir,
            ...logFiles(config),
            ...[choice, ...fallback, ...(planChoice ? [planChoice] : [])].flatMap((one) =>
              ownFiles(one, cwd),
            ),
          ],
          ownOutput,
          processes,
          logger,
        }),
        template,
        observer: new HidingObserver(observers(shown, ...notifications), secrets),
        clock,
        logger,
        random: Math.random,
        storeLost,
        claimLost,
        storeWaits,
      });
    },
  };
}

/** Loads the parser of specs when it is needed. */
const readRequirements: ReadRequirements = async (spec) =>
  (await import('../adapters/spec/read-requirements.ts')).readRequirements(spec);

/** Returns the log file and, if it is rotated, the earlier ones. */
function logFiles({ logFile, logMaxSize, logMaxFiles }: RunSurroundings['config']): string[] {
  if (logFile === '') return [];
  const earlier = logMaxSize === 0 ? 0 : logMaxFiles;
  return [logFile, ...Array.from({ length: earlier }, (_, index) => earlierLog(logFile, index + 1))];
}

function useOf({ agent, model }: AgentChoice): AgentUse {
  return { agent, model };
}

/** Returns the files that the agent writes for itself, absolute. */
function ownFiles({ profiles }: AgentChoice, cwd: string): string[] {
  return profiles.flatMap((profile) => profile.ownFiles).map((file) => resolve(cwd, file));
}
