// Composes a run. This module is loaded while the agent and the store's server start.
import type { PreparedRun, PrepareRunOptions } from '../adapters/cli/commands/build/build-start.ts';
import { FileSpecSource } from '../adapters/files/file-spec-source.ts';
import { withoutDenied } from '../application/agents/env-deny.ts';
import { Broadcast, observers } from '../application/loop/broadcast.ts';
import type { RunPorts } from '../application/loop/run.ts';
import { RunSession } from '../application/loop/run-session.ts';
import type { StartedAgent } from '../application/loop/started-agent.ts';
import type { ReadRequirements } from '../application/ports/requirement-reader.port.ts';
import { TOOL_SEARCH } from '../application/prompt/prompt-variables.ts';
import { HidingObserver } from '../application/secrets/hiding-observer.ts';
import { allWaits } from '../application/waiting/all-waits.ts';
import { createCrew, remoteOutage } from './create-crew.ts';
import { notifyRuns } from './notify-runs.ts';
import { agentAt, agentsAt, type Place, portsAt, useOf, workTreeAt } from './place-ports.ts';
import type { RunSurroundings } from './run-surroundings.ts';

/** Returns the run of an agent that is starting. */
export function prepareRun(
  { session, variables }: PrepareRunOptions,
  agent: StartedAgent,
  surroundings: RunSurroundings,
): PreparedRun {
  const { config, choice, planChoice, environment, secrets, sessions } = surroundings;
  const { processes, logger, clock, live, transcripts, storeLost, storeWaits, atExit } = surroundings;
  const { cwd, project } = environment;
  const env = { ...withoutDenied(environment.env, config.envDeny), ...variables };
  const place: Place = { cwd, project, env };
  const workTree = workTreeAt(surroundings, place);
  // Workers have work trees of their own.
  if (config.workers === 1) workTree.prepare();
  const [, ...otherAgents] = agentsAt(surroundings, place);
  const planner = planChoice && {
    use: useOf(planChoice),
    agent: agentAt(surroundings, place, planChoice),
    tools: planChoice.toolSearch ? TOOL_SEARCH : '',
  };
  return {
    cancel: () => agent.stop(),
    create: ({ template, plan, reviewTemplate, observer, claimLost, crew }) => {
      const shown = observers(observer, new Broadcast(session, live, transcripts, clock));
      const notifications = notifyRuns(session, shown, {
        ...{ config, env, cwd: project, secrets, sessions, processes, logger, clock, atExit },
      });
      const all = observers(shown, ...notifications);
      const hiding = new HidingObserver(all, secrets);
      const outage = remoteOutage(surroundings, hiding);
      const workers =
        crew &&
        createCrew(crew, {
          session,
          surroundings,
          place,
          variables,
          reviewTemplate,
          observer: all,
          outage,
          view: observer,
        });
      const ports: RunPorts = {
        agents: [{ use: useOf(choice), agent }, ...otherAgents],
        ...(plan && { planning: { ...plan, ...(planner && { planner }) } }),
        ...portsAt(surroundings, place, reviewTemplate, workTree),
        specSource: new FileSpecSource(cwd),
        readRequirements,
        template,
        observer: hiding,
        clock,
        logger,
        random: Math.random,
        storeLost,
        claimLost,
        storeWaits: allWaits(storeWaits, outage),
      };
      return new RunSession(sessions, ports, workers);
    },
  };
}

/** Loads the parser of specs when it is needed. */
export const readRequirements: ReadRequirements = async (spec) =>
  (await import('../adapters/spec/read-requirements.ts')).readRequirements(spec);
