// Connects every command of the program to its implementation, which is loaded when the command runs.
import { runCli } from '../adapters/cli/cli.ts';
import type { CommandDefinition } from '../adapters/cli/command.ts';
import { agentsCommand } from '../adapters/cli/commands/agents/agents.command.ts';
import { attachCommand } from '../adapters/cli/commands/attach/attach.command.ts';
import { type BuildRequest, buildCommand } from '../adapters/cli/commands/build/build.command.ts';
import { completionCommands } from '../adapters/cli/commands/completion/completion.command.ts';
import { sessionLookup } from '../adapters/cli/commands/completion/session-lookup.ts';
import { configCommand } from '../adapters/cli/commands/config/config.command.ts';
import { doctorCommand } from '../adapters/cli/commands/doctor/doctor.command.ts';
import { genTemplateCommand } from '../adapters/cli/commands/gen-template/gen-template.command.ts';
import { hooksCheckCommand, hooksRunCommand } from '../adapters/cli/commands/hooks/hooks.command.ts';
import { mcpCommand } from '../adapters/cli/commands/mcp/mcp.command.ts';
import { questionsCommands } from '../adapters/cli/commands/questions/questions.command.ts';
import { replayCommand } from '../adapters/cli/commands/replay/replay.command.ts';
import { sessionsCommands } from '../adapters/cli/commands/sessions/sessions.command.ts';
import { sessionsChangeCommands } from '../adapters/cli/commands/sessions/sessions-change.command.ts';
import { setupCommand } from '../adapters/cli/commands/setup/setup.command.ts';
import { specCommand } from '../adapters/cli/commands/spec/spec.command.ts';
import { steerCommands } from '../adapters/cli/commands/steer/steer.command.ts';
import { toolCommands } from '../adapters/cli/commands/tool/tool.command.ts';
import { trustCommand } from '../adapters/cli/commands/trust/trust.command.ts';
import { verifyCommand } from '../adapters/cli/commands/verify/verify.command.ts';
import { versionCommand } from '../adapters/cli/commands/version/version.command.ts';
import { workCommand } from '../adapters/cli/commands/work/work.command.ts';
import { workersCommands } from '../adapters/cli/commands/workers/workers.command.ts';
import type { ConfigFlags } from '../adapters/cli/config-options.ts';
import { type Console, processConsole } from '../adapters/cli/console.ts';
import type { Environment } from '../application/environment.ts';
import { findSecrets } from '../application/secrets/find-secrets.ts';
import { KnownSecrets } from '../application/secrets/known-secrets.ts';
import { BUILD } from './build-info.ts';
import type { Composition } from './compose.ts';
import { readEnvironment } from './environment.ts';
import { installProcessGuards } from './process-guards.ts';

/** Runs the program and ends the process with its exit code. */
export async function runAndExit(args: readonly string[]): Promise<never> {
  return exitWhenFlushed(await runProgram(args));
}

function runProgram(args: readonly string[]): Promise<number> {
  const environment = readEnvironment();
  const { env } = environment;
  const debug = env.ITERATR_LOG_LEVEL === 'debug';
  const secrets = new KnownSecrets(findSecrets(env));
  const hide = (text: string): string => secrets.hide(text);
  installProcessGuards(debug, hide);
  const console = processConsole(env, process, hide);
  return runCli(args, programCommands(environment, console, secrets), console, debug);
}

/**
 * Ends the process when its output is flushed. What is still open then, such as a connection that a library gave up, must not
 * keep a command that has done its work.
 */
async function exitWhenFlushed(code: number): Promise<never> {
  await Promise.all([process.stdout, process.stderr].map(flushed));
  process.exit(code);
}

/** Resolves when everything is written, or the reader is gone. */
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  if (stream.destroyed || stream.writableLength === 0) return Promise.resolve();
  return new Promise((resolve) => {
    stream.once('close', resolve);
    stream.write('', () => resolve());
  });
}

/** Returns all commands, in the order of the help. A command's dependencies are loaded only when it runs. */
export function programCommands(
  environment: Environment,
  console: Console,
  secrets: KnownSecrets,
): readonly CommandDefinition[] {
  const run = async <Request>(compose: Composition<Request>, request: Request): Promise<number> => {
    const { runHandler } = await import('./compose.ts');
    const flags = (request as { readonly config?: ConfigFlags }).config ?? {};
    return runHandler(compose, request, { environment, console, secrets, flags });
  };
  const composed =
    <Request>(load: (commands: typeof import('./commands.ts')) => Composition<Request>) =>
    async (request: Request): Promise<number> =>
      run(load(await import('./commands.ts')), request);
  const onSessions =
    <Request>(load: (commands: typeof import('./session-commands.ts')) => Composition<Request>) =>
    async (request: Request): Promise<number> =>
      run(load(await import('./session-commands.ts')), request);
  const build = async (request: BuildRequest): Promise<number> =>
    run((await import('./build.ts')).build, request);
  const loadToolRunner = async () =>
    (await import('./run-tool.ts')).toolRunner({ environment, console, secrets });

  const loadSessionSource = async () =>
    (await import('./open-store.ts')).sessionSource({ environment, console, secrets });

  const commands: CommandDefinition[] = [
    buildCommand(build),
    setupCommand(composed(({ setup }) => setup)),
    doctorCommand(async (request) => run((await import('./modules/doctor.module.ts')).doctor, request)),
    agentsCommand(composed(({ agents }) => agents)),
    trustCommand(composed(({ trust }) => trust)),
    specCommand(composed(({ spec }) => spec(build))),
    attachCommand(onSessions(({ attach }) => attach)),
    ...toolCommands(async (request) => {
      const [{ ToolHandler }, runTool] = await Promise.all([
        import('../adapters/cli/commands/tool/tool.handler.ts'),
        loadToolRunner(),
      ]);
      return new ToolHandler(runTool, environment, console).handle(request);
    }, console.readInput),
    ...steerCommands(
      onSessions(({ steer }) => steer),
      console.readInput,
    ),
    verifyCommand(onSessions(({ verify }) => verify)),
    ...questionsCommands(
      onSessions(({ questions }) => questions),
      onSessions(({ questions }) => questions),
      console.readInput,
    ),
    ...sessionsCommands({
      list: onSessions(({ listSessions }) => listSessions),
      show: onSessions(({ showSession }) => showSession),
      log: onSessions(({ logSession }) => logSession),
      export: onSessions(({ exportSession }) => exportSession),
    }),
    workCommand(async (request) => run((await import('./modules/work.module.ts')).work, request)),
    ...workersCommands({
      workers: onSessions(({ workers }) => workers),
      worktrees: composed(({ worktrees }) => worktrees),
      merge: composed(({ merge }) => merge),
    }),
    replayCommand(onSessions(({ replay }) => replay)),
    ...sessionsChangeCommands({
      remove: onSessions(({ removeSession }) => removeSession),
      rename: onSessions(({ renameSession }) => renameSession),
      restore: onSessions(({ restoreSession }) => restoreSession),
    }),
    mcpCommand(async (request) => run((await import('./commands.ts')).mcp(await loadToolRunner()), request)),
    configCommand(async (request) =>
      (await import('./run-config.ts')).runConfig(request, { environment, console }),
    ),
    hooksCheckCommand(composed(({ hooksCheck }) => hooksCheck)),
    hooksRunCommand(composed(({ hooksRun }) => hooksRun)),
    genTemplateCommand(composed(({ genTemplate }) => genTemplate)),
    versionCommand(BUILD, console),
    ...completionCommands(
      () => commands,
      (options) => sessionLookup(options, loadSessionSource, environment),
      console,
    ),
  ];
  return commands;
}
