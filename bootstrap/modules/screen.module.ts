// Binds the full-screen interface, which is loaded when it opens.
import { ContainerModule } from 'inversify';
import { withoutDenied } from '../../application/agents/env-deny.ts';
import { locateFileIn, openScreen, readCommitIn } from '../open-screen.ts';
import { onCrash } from '../process-guards.ts';
import { TOKEN } from '../tokens.ts';

export const screenModule = new ContainerModule(({ bind }) => {
  bind(TOKEN.openGuide).toResolvedValue(
    ({ env }) =>
      async (theme, interrupted) => {
        const { openGuide } = await import('../../adapters/tui/guide/open-guide.ts');
        return openGuide({ theme, env, interrupted, onCrash });
      },
    [TOKEN.environment],
  );
  // Pages that let the user choose a model ask the agent for its models.
  bind(TOKEN.catalogOf).toResolvedValue(
    ({ env }) =>
      (agent, { agents, envDeny }) => ({
        async offer(signal) {
          const [{ isolatedAgent }, { chooseAgent }] = await Promise.all([
            import('../create-agent.ts'),
            import('../agent-choice.ts'),
          ]);
          const choice = chooseAgent({ agent, agents, agentMode: '', model: '' });
          return isolatedAgent(choice, withoutDenied(env, envDeny)).offer(signal);
        },
      }),
    [TOKEN.environment],
  );
});

/** Binds the dashboard, for commands with a session. */
export const dashboardModule = new ContainerModule(({ bind }) => {
  bind(TOKEN.openDashboard).toResolvedValue(
    (environment, preferences, logger, processes) => (options) =>
      openScreen(options, { environment, preferences, logger, processes }),
    [TOKEN.environment, TOKEN.preferences, TOKEN.logger, TOKEN.processes],
  );
});

/** Binds the dashboard of a recorded session. */
export const replayModule = new ContainerModule(({ bind }) => {
  bind(TOKEN.playReplay).toResolvedValue(
    ({ env, cwd }, preferences, logger, processes) =>
      async (options, signal) => {
        const { playReplay } = await import('../../adapters/tui/open-replay.ts');
        const readCommit = readCommitIn(cwd, processes);
        const locateFile = locateFileIn(cwd, processes);
        return playReplay(options, signal, { env, preferences, readCommit, locateFile, logger, onCrash });
      },
    [TOKEN.environment, TOKEN.preferences, TOKEN.logger, TOKEN.processes],
  );
});
