// What only a run needs: the agent, the hooks, the work tree, the prompt, and who watches.
import { ContainerModule } from 'inversify';
import { AcpAgent } from '../../adapters/acp/acp-agent.ts';
import { GitWorkTree } from '../../adapters/git/git-work-tree.ts';
import type { Hooks } from '../../adapters/shell/hooks-file.ts';
import { PROCESS_TREES } from '../../adapters/shell/process-tree.ts';
import { ShellHookRunner } from '../../adapters/shell/shell-hook-runner.ts';
import { RunSession } from '../../application/loop/run-session.ts';
import type { PromptTemplate } from '../../application/ports/prompt-template.port.ts';
import type { RunObserver } from '../../application/ports/run-observer.port.ts';
import { SessionRegistry } from '../../application/session/session-registry.ts';
import { TOKEN } from '../tokens.ts';

export interface RunModuleOptions {
  readonly agentCommand: readonly [program: string, ...args: string[]];
  readonly hooks: Hooks;
  /** The environment of the agent and of the hooks. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Absolute paths that are never committed: the data directory, the log file. */
  readonly neverCommit: readonly string[];
  readonly template: PromptTemplate;
  readonly observer: RunObserver;
}

export function runModule(options: RunModuleOptions): ContainerModule {
  const { hooks, env, cwd, neverCommit, template, observer } = options;
  const [command, ...args] = options.agentCommand;
  return new ContainerModule(({ bind }) => {
    bind(TOKEN.template).toConstantValue(template);
    bind(TOKEN.observer).toConstantValue(observer);
    bind(TOKEN.hooks)
      .toResolvedValue(
        (ledger, logger) => new ShellHookRunner({ hooks, cwd, env, ledger, logger }),
        [TOKEN.ledger, TOKEN.logger],
      )
      .inSingletonScope();
    bind(TOKEN.workTree)
      .toResolvedValue((logger) => new GitWorkTree({ cwd, neverCommit, logger }), [TOKEN.logger])
      .inSingletonScope();
    bind(TOKEN.agent)
      .toResolvedValue(
        (ledger, logger) =>
          new AcpAgent({
            command,
            args,
            env,
            cwd,
            allowPermissions: true,
            cancelTimeoutMs: 5_000,
            startTimeoutMs: 60_000,
            stopTimeoutMs: 2_000,
            ledger,
            trees: PROCESS_TREES,
            logger,
          }),
        [TOKEN.ledger, TOKEN.logger],
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
