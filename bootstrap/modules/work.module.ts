// Composes `work`.
import { ContainerModule } from 'inversify';
import { billingNotices } from '../../adapters/acp/profiles/billing.ts';
import type { WorkRequest } from '../../adapters/cli/commands/work/work.command.ts';
import { WorkHandler } from '../../adapters/cli/commands/work/work.handler.ts';
import { inspectDataDir } from '../../adapters/data-dir/data-dir.ts';
import { FileSpecs } from '../../adapters/files/file-specs.ts';
import { rememberOwnOutput } from '../../adapters/git/remember-output.ts';
import { NO_HOOKS } from '../../adapters/hooks/hooks.ts';
import { LazyStore } from '../../adapters/nats/lazy-store.ts';
import { loadPromptTemplate, loadReviewTemplate } from '../../adapters/template/liquid-prompt-template.ts';
import { withoutDenied } from '../../application/agents/env-deny.ts';
import { ConfigError } from '../../application/errors.ts';
import { SessionClaims } from '../../application/session/session-claims.ts';
import { SessionRegistry } from '../../application/session/session-registry.ts';
import { WorkerLeases } from '../../application/session/worker-leases.ts';
import { RunTool } from '../../application/tools/run-tool.ts';
import { nearest } from '../../application/wording/nearest.ts';
import { agentNames, chooseAgent } from '../agent-choice.ts';
import { configForRole } from '../agent-roles.ts';
import { buildSettings } from '../build-settings.ts';
import type { Composition } from '../compose.ts';
import { createSettings } from '../create-settings.ts';
import { exitNotifications } from '../exit-notifications.ts';
import { fallbackAgents, isSameChoice, requireInstalled } from '../fallback-agents.ts';
import { prepareWork } from '../prepare-work.ts';
import { reviewAgent } from '../review-agent.ts';
import type { RunSurroundings } from '../run-surroundings.ts';
import { saveMemoryLater } from '../save-memory.ts';
import { TOKEN } from '../tokens.ts';
import { sessionModule } from './session.module.ts';

export const work: Composition<WorkRequest> = async (invocation, { agent }) => {
  saveMemoryLater();
  const { environment, secrets, shutdown, console } = invocation;
  const { cwd, env } = environment;
  const { settings, files, hooksFile } = createSettings(invocation);
  const survey = await settings.withConsent(invocation.flags);
  const file = await hooksFile();
  const config = configForRole(survey, 'work');
  if (agent !== undefined) requireAgent(agent, agentNames(config.agents));
  const choice = chooseAgent(config);
  const fallback = fallbackAgents(config, choice).filter((one) => !isSameChoice(one, choice));
  requireInstalled(fallback, environment);
  const reviewer = reviewAgent(survey, choice, environment);
  const billing = billingNotices(choice.profiles, withoutDenied(env, config.envDeny));
  const ownOutput = rememberOwnOutput();
  if (config.logFile !== '') ownOutput.addFile(config.logFile);
  const sessions = await sessionModule(invocation, { config, waits: true });
  const atExit = exitNotifications(shutdown, console);

  const workModule = new ContainerModule(({ bind }) => {
    bind(TOKEN.handler).toResolvedValue(
      (store, registry, claims, leases, tools, endpoints, ...rest) => {
        const [transcripts, processes, logger, clock, live] = rest;
        const surroundings: RunSurroundings = {
          ...{ config, choice, fallback, reviewer, planChoice: undefined, environment, secrets, ownOutput },
          ...{ hooks: file?.hooks ?? NO_HOOKS, sessions: registry, processes, logger, clock, live },
          ...{ leases, transcripts, storeLost: store.lost, storeWaits: store.waits, atExit },
        };
        return new WorkHandler({
          settings: buildSettings(survey, choice, { files, hooks: file?.consent, billing }),
          ...{ environment, console, loadReviewTemplate, loadTemplate: loadPromptTemplate },
          ...{ store, sessions: registry, claims, clock, tools, endpoints, transcripts },
          specs: new FileSpecs({ cwd, dataDir: config.dataDir }),
          inspectDataDir: async () => void (await inspectDataDir(config.dataDir, env)),
          endStale: () => processes.endStale(),
          createRun: (options) => prepareWork(options, surroundings),
          onClose: (name, close) => shutdown.add(name, close),
        });
      },
      [
        ...([LazyStore, SessionRegistry, SessionClaims, WorkerLeases, RunTool, TOKEN.endpoints] as const),
        ...([TOKEN.transcripts, TOKEN.processes, TOKEN.logger, TOKEN.clock, TOKEN.live] as const),
      ],
    );
  });
  return [sessions, workModule];
};

/** Throws `ConfigError` for a name that is no agent, which would else count as a model. */
function requireAgent(name: string, names: readonly string[]): void {
  if (names.includes(name)) return;
  const near = nearest(name, names);
  throw new ConfigError(`--agent names ${name}, which is no agent`, {
    remedy: near === undefined ? `use one of ${names.join(', ')}` : `did you mean ${near}?`,
  });
}
