// The full-screen interface. It is loaded when it is opened.
import { ContainerModule } from 'inversify';
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
  // The pages on which the user chooses a model ask the agent.
  bind(TOKEN.catalogOf).toResolvedValue(
    (environment) => (agent: string) => ({
      async offer(signal) {
        const { isolatedAgent } = await import('../create-agent.ts');
        return isolatedAgent(agent, environment).offer(signal);
      },
    }),
    [TOKEN.environment],
  );
});

/** For commands that have a session. */
export const dashboardModule = new ContainerModule(({ bind }) => {
  bind(TOKEN.openDashboard).toResolvedValue(
    ({ env, cwd }, preferences, logger, processes) =>
      async (options) => {
        const { openDashboard } = await import('../../adapters/tui/open-dashboard.ts');
        const workTree = async () => {
          const [{ Git }, { workTreeSummary }] = await Promise.all([
            import('../../adapters/git/git-command.ts'),
            import('../../adapters/git/work-tree-summary.ts'),
          ]);
          return workTreeSummary(new Git(processes), cwd);
        };
        return openDashboard(options, { env, preferences, workTree, logger, onCrash });
      },
    [TOKEN.environment, TOKEN.preferences, TOKEN.logger, TOKEN.processes],
  );
});
