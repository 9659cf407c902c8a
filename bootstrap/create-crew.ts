// Composes the workers of a run: the session's branch, their work trees, and what each needs in its own.
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import type { CrewOptions } from '../adapters/cli/commands/build/build-start.ts';
import { mcpServers } from '../adapters/cli/mcp-servers.ts';
import { ConfigReader } from '../adapters/git/config-reader.ts';
import { Git } from '../adapters/git/git-command.ts';
import { GitSessionBranch } from '../adapters/git/workers/session-branch.ts';
import { GitWorkerTrees } from '../adapters/git/workers/worker-trees.ts';
import { Launcher } from '../adapters/process/launcher/launcher.ts';
import type { SystemProcesses } from '../adapters/process/system-processes.ts';
import type { Environment } from '../application/environment.ts';
import type { Crew } from '../application/loop/crew/crew.ts';
import { showOthers } from '../application/loop/crew/show-others.ts';
import { observerOf } from '../application/loop/worker-observer.ts';
import type { ReviewTemplate } from '../application/ports/prompt-template.port.ts';
import type { RunObserver } from '../application/ports/run-observer.port.ts';
import { HidingObserver } from '../application/secrets/hiding-observer.ts';
import { longestWait, Outage } from '../application/waiting/outage.ts';
import type { SessionName } from '../domain/session/session-name.ts';
import type { WorkerName } from '../domain/worker/worker.ts';
import { agentsAt, neverCommitted, type Place, placeIn, portsAt, workTreeAt } from './place-ports.ts';
import type { RunSurroundings } from './run-surroundings.ts';
import { worktreesDirectory } from './worktrees-directory.ts';

export interface CrewSurroundings {
  readonly session: SessionName;
  readonly surroundings: RunSurroundings;
  /** The place of the user's work. */
  readonly place: Place;
  /** Environment variables that lead an MCP server started by an agent to the session. */
  readonly variables: Readonly<Record<string, string>>;
  readonly reviewTemplate: ReviewTemplate | undefined;
  /** Gets what the workers show, without secrets. */
  readonly observer: RunObserver;
  /** How long the git remote is waited for. */
  readonly outage: Outage;
  /** Gets what workers of other processes show; absent for nobody. */
  readonly view?: RunObserver;
}

/** Returns how long workers wait for the git remote, which is as long as for the store. `observer` gets the waits. */
export function remoteOutage({ config }: RunSurroundings, observer: RunObserver): Outage {
  const outage = new Outage({ away: 0, full: 0, remote: longestWait(config.storeTimeout) });
  outage.onChange((wait) => {
    // The end of the run says that it was given up.
    if (wait.type !== 'store-given-up') observer.notify(wait);
  });
  return outage;
}

export function createCrew(
  { size, includeDirty, openTools }: CrewOptions,
  {
    session,
    surroundings: given,
    place,
    variables,
    reviewTemplate,
    observer,
    outage,
    view,
  }: CrewSurroundings,
): Crew {
  const { config, environment, logger, ownOutput, leases } = given;
  const processes = withLauncher(given.processes, environment);
  const gitConfig = new ConfigReader(new Git(processes));
  const surroundings = { ...given, processes, gitConfig };
  const members = new Set<WorkerName>();
  const git = {
    session,
    cwd: place.cwd,
    processes,
    logger,
    ownOutput,
    gitConfig,
    neverCommit: neverCommitted(surroundings, place.cwd),
  };
  return {
    ...{ size, includeDirty, host: hostname(), leases },
    branch: new GitSessionBranch({ ...git, remote: config.remote, outage }),
    trees: new GitWorkerTrees({
      ...git,
      directory: worktreesDirectory(config, environment),
      copy: config.worktreeCopy,
    }),
    showOthers:
      view && ((signal) => showOthers({ session, live: surroundings.live, own: members, view }, signal)),
    hire: async (worker, tree) => {
      members.add(worker);
      const endpoint = await openTools(worker);
      const own = { ...variables, ITERATR_WORKER: worker };
      const there = placeIn(place, tree, { ...place.env, ...own });
      const workTree = workTreeAt(surroundings, there);
      workTree.prepare();
      return {
        ports: {
          ...portsAt(surroundings, there, reviewTemplate, workTree),
          agents: agentsAt(surroundings, there),
          // Streams of several workers must not be mixed: a secret may be split over chunks.
          observer: new HidingObserver(observerOf(worker, observer), surroundings.secrets),
        },
        mcpServers: (agent) => mcpServers(agent, endpoint, own, environment),
        dismiss: () => endpoint.close(),
      };
    },
  };
}

/** Workers start some ten git processes for each task. Only Linux makes a copy of the starting process each time. */
function withLauncher(processes: SystemProcesses, { self }: Environment): SystemProcesses {
  if (process.platform !== 'linux') return processes;
  const program = self.at(-1) as string;
  return processes.withLauncher(new Launcher(join(dirname(program), 'launcher.js')));
}
