// What only a run needs: the agent, the hooks, the work tree, the prompt, and who watches.
import { ContainerModule } from 'inversify';
import type { AppConfig } from '../../adapters/config/config-schema.ts';
import { GitWorkTree } from '../../adapters/git/git-work-tree.ts';
import type { OwnOutput } from '../../adapters/git/own-output.ts';
import type { Hooks } from '../../adapters/hooks/hooks-document.ts';
import { ShellHookRunner } from '../../adapters/hooks/shell-hook-runner.ts';
import { RunSession } from '../../application/loop/run-session.ts';
import type { PromptTemplate } from '../../application/ports/prompt-template.port.ts';
import type { RunObserver } from '../../application/ports/run-observer.port.ts';
import { SessionRegistry } from '../../application/session/session-registry.ts';
import { createAgent } from '../agent.ts';
import { TOKEN } from '../tokens.ts';

export interface RunModuleOptions {
  readonly config: Pick<AppConfig, 'agent'>;
  readonly hooks: Hooks;
  /** The environment of the agent and of the hooks. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Absolute paths that are never committed: the data directory, the log file. */
  readonly neverCommit: readonly string[];
  readonly ownOutput: OwnOutput;
  readonly template: PromptTemplate;
  readonly observer: RunObserver;
}

export function runModule(options: RunModuleOptions): ContainerModule {
  const { config, hooks, env, cwd, neverCommit, ownOutput, template, observer } = options;
  return new ContainerModule(({ bind }) => {
    bind(TOKEN.template).toConstantValue(template);
    bind(TOKEN.observer).toConstantValue(observer);
    bind(TOKEN.hooks)
      .toResolvedValue(
        (processes, logger) => new ShellHookRunner({ hooks, cwd, env, processes, logger }),
        [TOKEN.processes, TOKEN.logger],
      )
      .inSingletonScope();
    bind(TOKEN.workTree)
      .toResolvedValue(
        (processes, logger) => new GitWorkTree({ cwd, neverCommit, ownOutput, processes, logger }),
        [TOKEN.processes, TOKEN.logger],
      )
      .inSingletonScope();
    bind(TOKEN.agent)
      .toResolvedValue(
        (processes, logger) => createAgent(config, { env, cwd, processes, logger }),
        [TOKEN.processes, TOKEN.logger],
      )
      .inSingletonScope();
    bind(RunSession)
      .toResolvedValue(
        (sessions, agent, hookRunner, workTree, prompt, watcher, clock, logger) =>
          new RunSession(sessions, {
            agent,
            hooks: hookRunner,
            workTree,
            template: prompt,
            observer: watcher,
            clock,
            logger,
            random: Math.random,
          }),
        [
          SessionRegistry,
          TOKEN.agent,
          TOKEN.hooks,
          TOKEN.workTree,
          TOKEN.template,
          TOKEN.observer,
          TOKEN.clock,
          TOKEN.logger,
        ],
      )
      .inSingletonScope();
  });
}
