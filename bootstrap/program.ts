// The commands of the program, each joined to what carries it out; that is loaded when the command runs.
import { type CliOutput, runCli } from '../adapters/cli/cli.ts';
import type { CommandDefinition } from '../adapters/cli/command.ts';
import { attachCommand } from '../adapters/cli/commands/attach.command.ts';
import { buildCommand } from '../adapters/cli/commands/build.command.ts';
import { completionCommands } from '../adapters/cli/commands/completion.commands.ts';
import { doctorCommand } from '../adapters/cli/commands/doctor.command.ts';
import { hooksCheckCommand, hooksRunCommand } from '../adapters/cli/commands/hooks.command.ts';
import { sessionsCommands } from '../adapters/cli/commands/sessions.command.ts';
import { sessionsChangeCommands } from '../adapters/cli/commands/sessions-change.commands.ts';
import { setupCommand } from '../adapters/cli/commands/setup.command.ts';
import {
  configCommand,
  genTemplateCommand,
  mcpCommand,
  versionCommand,
} from '../adapters/cli/commands/small.commands.ts';
import { specCommand } from '../adapters/cli/commands/spec.command.ts';
import { steerCommands } from '../adapters/cli/commands/steer.commands.ts';
import { toolCommands } from '../adapters/cli/commands/tool.command.ts';
import { trustCommand } from '../adapters/cli/commands/trust.command.ts';
import { askYes, canAsk } from './ask.ts';
import { BUILD } from './build-info.ts';
import { tellCrashes } from './crash.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { letGoOfLostTerminal } from './lost-terminal.ts';

/** Returns the exit code. */
export function runProgram(args: readonly string[]): Promise<number> {
  const environment = readEnvironment();
  const output: CliOutput = {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  };
  const debug = environment.env.ITERATR_LOG_LEVEL === 'debug';
  ignoreClosedPipe();
  letGoOfLostTerminal();
  tellCrashes(debug);
  return runCli(args, programCommands(environment, output), output, debug);
}

/** Every command, in the order of the help. Nothing a command needs is loaded before it runs. */
export function programCommands(environment: Environment, output: CliOutput): readonly CommandDefinition[] {
  const commands: CommandDefinition[] = [
    buildCommand(async (request) => {
      const { runBuild } = await import('./commands/run-build.ts');
      return runBuild(request, environment);
    }),
    setupCommand(async (request) => {
      const { setUp } = await import('./commands/set-up.ts');
      return setUp(request, environment, output);
    }),
    doctorCommand(async (request) => {
      const { runDoctor } = await import('./commands/run-doctor.ts');
      return runDoctor(request, environment, output);
    }),
    trustCommand(async (request) => {
      const { trustFolder } = await import('./commands/trust-folder.ts');
      return trustFolder(request, environment, output);
    }),
    specCommand(async (request) => {
      const { writeSpecWithAgent } = await import('./commands/write-spec.ts');
      return writeSpecWithAgent(request, environment);
    }),
    attachCommand(async (session, flags) => {
      const { attachSession } = await import('./commands/attach-session.ts');
      return attachSession(session, flags, environment);
    }),
    ...toolCommands(async (request) => {
      const { runTool } = await import('./commands/run-tool.ts');
      return runTool(request, environment);
    }, output),
    ...steerCommands(
      async (request) => {
        const { steerSession } = await import('./commands/steer-session.ts');
        return steerSession(request, environment);
      },
      { out: output.out, readInput },
    ),
    ...sessionsCommands({
      list: async (request) => {
        const { listSessions } = await import('./commands/sessions/list-sessions.ts');
        return listSessions(request, environment, output);
      },
      show: async (request) => {
        const { showSession } = await import('./commands/sessions/show-session.ts');
        return showSession(request, environment, output);
      },
      log: async (request) => {
        const { logSession } = await import('./commands/sessions/log-session.ts');
        return logSession(request, environment, output);
      },
      export: async (request) => {
        const { exportSession } = await import('./commands/sessions/export-session.ts');
        return exportSession(request, environment, output);
      },
    }),
    ...sessionsChangeCommands({
      remove: async (request) => {
        const { removeSession } = await import('./commands/sessions/change-session.ts');
        return removeSession(request, environment, output, canAsk() ? askYes : undefined);
      },
      rename: async (request) => {
        const { renameSession } = await import('./commands/sessions/change-session.ts');
        return renameSession(request, environment, output);
      },
    }),
    mcpCommand(async (session, flags) => {
      const { serveMcp } = await import('./commands/serve-mcp.ts');
      return serveMcp(session, flags, environment);
    }),
    configCommand(async (json, flags) => {
      const { showConfig } = await import('./commands/show-config.ts');
      return showConfig(json, flags, environment, output);
    }),
    hooksCheckCommand(async (json) => {
      const { checkHooks } = await import('./commands/check-hooks.ts');
      return checkHooks(json, environment, output);
    }),
    hooksRunCommand(async (point, context) => {
      const { runHooks } = await import('./commands/run-hooks.ts');
      return runHooks(point, context, environment, output);
    }),
    genTemplateCommand(async (path, options) => {
      const { writeUserFile } = await import('../adapters/files/write-user-file.ts');
      const { DEFAULT_TEMPLATE } = await import('../adapters/template/default-template.ts');
      await writeUserFile(path, DEFAULT_TEMPLATE, options);
      output.out(`${path} written; use it with \`iteratr build --template ${path}\`\n`);
      return 0;
    }),
    versionCommand((json) => {
      const { version, commit, date } = BUILD;
      const text = `iteratr ${version}\ncommit ${commit || 'unknown'}\nbuilt ${date || 'never'}`;
      output.out(`${json ? JSON.stringify(BUILD) : text}\n`);
      return 0;
    }),
    ...completionCommands(
      () => commands,
      (options) => {
        const found = import('./completion/look-up.ts').then(({ lookUpIn }) =>
          lookUpIn(options, environment),
        );
        return { sessions: async () => (await found).sessions(), tasks: async () => (await found).tasks() };
      },
      output,
    ),
  ];
  return commands;
}

async function readInput(): Promise<string | undefined> {
  if (process.stdin.isTTY) return undefined;
  const { text } = await import('node:stream/consumers');
  return text(process.stdin);
}

/** Whoever reads the output may stop (`iteratr … | head`, a window that is closed): that ends nothing half-way. */
function ignoreClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    });
  }
}
