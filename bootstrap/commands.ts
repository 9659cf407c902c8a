// Composes the commands that need no open store, such as `config`. A command's dependencies are loaded only when it runs.
import { dirname, join } from 'node:path';
import type { ContainerModule } from 'inversify';
import type { AgentsRequest } from '../adapters/cli/commands/agents/agents.command.ts';
import type { BuildRequest } from '../adapters/cli/commands/build/build.command.ts';
import type { GenTemplateRequest } from '../adapters/cli/commands/gen-template/gen-template.command.ts';
import type { HooksCheckRequest, HooksRunRequest } from '../adapters/cli/commands/hooks/hooks.command.ts';
import type { SetupRequest } from '../adapters/cli/commands/setup/setup.command.ts';
import type { SpecRequest } from '../adapters/cli/commands/spec/spec.command.ts';
import type { RunToolAnywhere } from '../adapters/cli/commands/tool/tool.handler.ts';
import type { TrustRequest } from '../adapters/cli/commands/trust/trust.command.ts';
import type { MergeRequest, WorktreesRequest } from '../adapters/cli/commands/workers/workers.command.ts';
import type { SessionRequest } from '../adapters/cli/config-options.ts';
import type { AppConfig } from '../adapters/config/config-schema.ts';
import { BUILD } from './build-info.ts';
import type { Composition, Invocation } from './compose.ts';
import { handler } from './container.ts';
import { TOKEN } from './tokens.ts';

export const agents: Composition<AgentsRequest> = async (invocation) => {
  const { environment } = invocation;
  const [{ AgentsHandler }, { agentRows }, { findProgram }, settings] = await Promise.all([
    import('../adapters/cli/commands/agents/agents.handler.ts'),
    import('./agent-rows.ts'),
    import('../adapters/process/find-program.ts'),
    loadSettings(invocation),
  ]);
  return [
    settings,
    handler((bind) =>
      bind.toResolvedValue(
        (loaded, console) =>
          new AgentsHandler(
            (flags) => agentRows(loaded, flags, (name) => findProgram(name, environment)),
            console,
          ),
        [TOKEN.settings, TOKEN.console],
      ),
    ),
  ];
};

export const trust: Composition<TrustRequest> = async (invocation) => {
  const [{ TrustHandler }, settings] = await Promise.all([
    import('../adapters/cli/commands/trust/trust.handler.ts'),
    loadSettings(invocation),
  ]);
  return [
    settings,
    handler((bind) =>
      bind.toResolvedValue(
        (consents, loaded, files, console) => new TrustHandler(consents, loaded, files, console),
        [TOKEN.consents, TOKEN.settings, TOKEN.projectFiles, TOKEN.console],
      ),
    ),
  ];
};

export const setup: Composition<SetupRequest> = async (invocation) => {
  const { environment } = invocation;
  const schema = join(dirname(environment.self.at(-1) ?? ''), '../specs/schemas/iteratr.schema.json');
  const [
    { SetupHandler },
    { SetupFile },
    { replaceFile },
    { agentOptions, chooseAgent },
    loaded,
    { screenModule },
  ] = await Promise.all([
    import('../adapters/cli/commands/setup/setup.handler.ts'),
    import('../adapters/config/setup-file.ts'),
    import('../adapters/files/replace-file.ts'),
    import('./agent-choice.ts'),
    loadSettings(invocation),
    import('./modules/screen.module.ts'),
  ]);
  return [
    loaded,
    screenModule,
    handler((bind) =>
      bind.toResolvedValue(
        (settings, catalogOf, openGuide, console) =>
          new SetupHandler<AppConfig>({
            openFile: ({ project, force, config: flags }) =>
              SetupFile.open({ project, force, flags }, { settings, environment, schema, replaceFile }),
            agentsOf: agentOptions,
            catalogOf,
            needsModel: (agent, config) => chooseAgent({ ...config, agent, model: '' }).needsModel,
            openGuide,
            defaultAutoCommit: SetupFile.defaultAutoCommit,
            console,
          }),
        [TOKEN.settings, TOKEN.catalogOf, TOKEN.openGuide, TOKEN.console],
      ),
    ),
  ];
};

/** Composes `spec`. `build` runs the build that the user may start with the finished spec. */
export function spec(build: (request: BuildRequest) => Promise<number>): Composition<SpecRequest> {
  return async (invocation) => {
    const [{ SpecHandler }, interview, { screenModule }, settings] = await Promise.all([
      import('../adapters/cli/commands/spec/spec.handler.ts'),
      import('./modules/interview.module.ts'),
      import('./modules/screen.module.ts'),
      loadSettings(invocation),
    ]);
    return [
      settings,
      interview.interviewModule,
      screenModule,
      handler((bind) =>
        bind.toResolvedValue(
          (prepare, endpoints, clock, openGuide, environment, console) =>
            new SpecHandler({ prepare, endpoints, clock, openGuide, build, environment, console }),
          [
            interview.PREPARE_INTERVIEW,
            TOKEN.endpoints,
            TOKEN.clock,
            TOKEN.openGuide,
            TOKEN.environment,
            TOKEN.console,
          ],
        ),
      ),
    ];
  };
}

export const hooksCheck: Composition<HooksCheckRequest> = async () => {
  const [{ HooksCheckHandler }, { hooksModule }] = await Promise.all([
    import('../adapters/cli/commands/hooks/hooks-check.handler.ts'),
    import('./modules/hooks.module.ts'),
  ]);
  return [
    hooksModule,
    handler((bind) =>
      bind.toResolvedValue(
        (file, console) => new HooksCheckHandler(file, console),
        [TOKEN.hooksFile, TOKEN.console],
      ),
    ),
  ];
};

export const hooksRun: Composition<HooksRunRequest> = async (invocation) => {
  const [{ HooksRunHandler }, { hooksModule, createHookRunner }, settings] = await Promise.all([
    import('../adapters/cli/commands/hooks/hooks-run.handler.ts'),
    import('./modules/hooks.module.ts'),
    loadSettings(invocation),
  ]);
  return [
    settings,
    hooksModule,
    handler((bind) =>
      bind.toResolvedValue(
        (file, loaded, environment, console, secrets) =>
          new HooksRunHandler(
            file,
            (hooks) => createHookRunner(hooks, loaded.load({}).config, environment),
            console,
            secrets,
          ),
        [TOKEN.hooksFile, TOKEN.settings, TOKEN.environment, TOKEN.console, TOKEN.secrets],
      ),
    ),
  ];
};

export const genTemplate: Composition<GenTemplateRequest> = async () => {
  const [{ GenTemplateHandler }, { WORK_KIND, PLAN_KIND, REVIEW_KIND }, { writeUserFile }] =
    await Promise.all([
      import('../adapters/cli/commands/gen-template/gen-template.handler.ts'),
      import('../adapters/template/template-kind.ts'),
      import('../adapters/files/write-user-file.ts'),
    ]);
  return [
    handler((bind) =>
      bind.toResolvedValue(
        (console) =>
          new GenTemplateHandler(
            { work: WORK_KIND.text, plan: PLAN_KIND.text, review: REVIEW_KIND.text },
            writeUserFile,
            console,
          ),
        [TOKEN.console],
      ),
    ),
  ];
};

export const worktrees: Composition<WorktreesRequest> = async (invocation) => {
  const { environment } = invocation;
  const [
    { WorktreesHandler },
    { GitWorkerBranches },
    { UNRECORDED_PROCESSES: processes },
    { worktreesDirectory },
    settings,
  ] = await Promise.all([
    import('../adapters/cli/commands/workers/worktrees.handler.ts'),
    import('../adapters/git/workers/worker-branches.ts'),
    import('../adapters/process/system-processes.ts'),
    import('./worktrees-directory.ts'),
    loadSettings(invocation),
  ]);
  return [
    settings,
    handler((bind) =>
      bind.toResolvedValue(
        (loaded, console) => {
          const directory = worktreesDirectory(loaded.load({}).config, environment);
          const { cwd } = environment;
          return new WorktreesHandler(new GitWorkerBranches({ cwd, processes, directory }), console);
        },
        [TOKEN.settings, TOKEN.console],
      ),
    ),
  ];
};

export const merge: Composition<MergeRequest> = async ({ environment: { cwd } }) => {
  const [{ MergeHandler }, { GitSessionMerger }, { UNRECORDED_PROCESSES: processes }] = await Promise.all([
    import('../adapters/cli/commands/workers/merge.handler.ts'),
    import('../adapters/git/workers/session-merger.ts'),
    import('../adapters/process/system-processes.ts'),
  ]);
  return [
    handler((bind) =>
      bind.toResolvedValue(
        (console) => new MergeHandler(new GitSessionMerger({ cwd, processes }), console),
        [TOKEN.console],
      ),
    ),
  ];
};

/** Composes `mcp`, which serves tools to an MCP client on stdin and stdout. */
export function mcp(runTool: RunToolAnywhere): Composition<SessionRequest> {
  return async () => {
    const [{ McpHandler }, { serveStdio }, { ToolClient }] = await Promise.all([
      import('../adapters/cli/commands/mcp/mcp.handler.ts'),
      import('../adapters/mcp/stdio-server.ts'),
      import('../adapters/mcp/tool-client.ts'),
    ]);
    return [
      handler((bind) =>
        bind.toResolvedValue(
          (environment) =>
            new McpHandler({
              serve: (service, signal) =>
                serveStdio({ ...service, version: BUILD.version }, process.stdin, process.stdout, signal),
              runTool,
              remoteTools: (endpoint) => new ToolClient(endpoint),
              environment,
            }),
          [TOKEN.environment],
        ),
      ),
    ];
  };
}

async function loadSettings(invocation: Invocation): Promise<ContainerModule> {
  const [{ createSettings }, { settingsModule }] = await Promise.all([
    import('./create-settings.ts'),
    import('./modules/settings.module.ts'),
  ]);
  return settingsModule(createSettings(invocation));
}
