// Binds the full-screen interface, which is loaded when it opens.
import { ContainerModule } from 'inversify';
import { withoutDenied } from '../../application/agents/env-deny.ts';
import type { ReadCommit } from '../../application/ports/commit-reader.port.ts';
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
        const commitReader: ReadCommit = async (commit) => {
          const [{ Git }, { readCommit }] = await Promise.all([
            import('../../adapters/git/git-command.ts'),
            import('../../adapters/git/read-commit.ts'),
          ]);
          return readCommit(new Git(processes), cwd, commit);
        };
        const ports = { env, preferences, workTree, readCommit: commitReader, logger, onCrash };
        return openDashboard(options, ports);
      },
    [TOKEN.environment, TOKEN.preferences, TOKEN.logger, TOKEN.processes],
  );
});
