// Composes the workers that join a build.
import type { JoinOptions } from '../adapters/cli/commands/work/work.handler.ts';
import { prepareDataDir } from '../adapters/data-dir/data-dir.ts';
import { FileSpecSource } from '../adapters/files/file-spec-source.ts';
import { withoutDenied } from '../application/agents/env-deny.ts';
import { Broadcast, observers } from '../application/loop/broadcast.ts';
import { JoinRun } from '../application/loop/crew/join-run.ts';
import type { RunPorts } from '../application/loop/run.ts';
import { HidingObserver } from '../application/secrets/hiding-observer.ts';
import { allWaits } from '../application/waiting/all-waits.ts';
import { createCrew, remoteOutage } from './create-crew.ts';
import { agentsAt, type Place, portsAt } from './place-ports.ts';
import { readRequirements } from './prepare-run.ts';
import type { RunSurroundings } from './run-surroundings.ts';

/** Returns the run of the workers. Starts no process. Throws `DATA_DIR` if no process can be recorded. */
export function prepareWork(
  { session, variables, template, reviewTemplate, observer, crew }: JoinOptions,
  surroundings: RunSurroundings,
): JoinRun {
  const { config, environment, secrets, sessions } = surroundings;
  const { logger, clock, live, transcripts, storeLost, storeWaits } = surroundings;
  const { cwd, project } = environment;
  const place: Place = {
    cwd,
    project,
    env: { ...withoutDenied(environment.env, config.envDeny), ...variables },
  };
  // Agents are recorded in the data directory.
  prepareDataDir(config.dataDir, logger);
  const shown = observers(observer, new Broadcast(session, live, transcripts, clock));
  const hiding = new HidingObserver(shown, secrets);
  const outage = remoteOutage(surroundings, hiding);
  const ports: RunPorts = {
    agents: agentsAt(surroundings, place),
    ...portsAt(surroundings, place, reviewTemplate),
    specSource: new FileSpecSource(cwd),
    readRequirements,
    template,
    observer: hiding,
    ...{ clock, logger, storeLost, storeWaits: allWaits(storeWaits, outage) },
    random: Math.random,
    // Each worker has a lease of its own.
    claimLost: new AbortController().signal,
  };
  const workers = createCrew(crew, {
    session,
    surroundings,
    place,
    variables,
    reviewTemplate,
    observer: shown,
    outage,
  });
  return new JoinRun(sessions, ports, workers);
}
