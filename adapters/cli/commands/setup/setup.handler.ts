// Writes the configuration file. In a terminal, asks for values that are not given.
import { ApplicationError, InputError } from '../../../../application/errors.ts';
import type { AgentCatalog } from '../../../../application/ports/agent-catalog.port.ts';
import type { OpenGuide } from '../../../../application/ports/guide.port.ts';
import type { Console } from '../../console.ts';
import { EXIT } from '../../exit-codes.ts';
import { interruption } from '../../interruption.ts';
import { OfferedModels } from '../../pages/model.page.ts';
import type { SetupRequest } from './setup.command.ts';
import { askSetup, type SetupChoice, showWritten } from './setup.pages.ts';

/** The settings in effect before setup. */
export interface SetupConfig extends SetupChoice {
  /** The configured agent: a name or a command line. */
  readonly agent: string;
  readonly theme: 'dark' | 'light';
}

/** The configuration file to write, and its previous content. */
export interface ConfigurationFile<Config extends SetupConfig> {
  /** The absolute path. */
  readonly path: string;
  /** The settings in effect before setup. */
  readonly config: Config;
  /** The valid values in the old file. */
  readonly held: Partial<SetupChoice>;
  /** What writing the file drops from the old one, a message each. */
  readonly dropped: readonly string[];
  /** Warns of invalid configuration that is ignored. */
  warnOfIgnored(): void;
  write(choice: SetupChoice): Promise<void>;
  /** Returns the model that is in effect instead of the chosen one and where it comes from, undefined if there is none. */
  overriding(model: string): { readonly model: string; readonly from: string } | undefined;
}

export interface SetupPorts<Config extends SetupConfig> {
  readonly openFile: (request: SetupRequest) => Promise<ConfigurationFile<Config>>;
  /** Returns the names of the agents to choose from; none to ask for none. */
  readonly agentsOf: (config: Config) => readonly string[];
  readonly catalogOf: (agent: string, config: Config) => AgentCatalog;
  /** Returns whether the agent cannot choose a model by itself. */
  readonly needsModel: (agent: string, config: Config) => boolean;
  readonly openGuide: OpenGuide;
  readonly defaultAutoCommit: boolean;
  readonly console: Console;
}

export class SetupHandler<Config extends SetupConfig> {
  constructor(private readonly ports: SetupPorts<Config>) {}

  /**
   * Returns the exit code. Throws `InputError` if the file already exists, or if no model is given and there is no terminal
   * to ask in; `ConfigError` if the file cannot be written. Nothing is changed in these cases.
   */
  async handle(request: SetupRequest): Promise<number> {
    const { openFile, console } = this.ports;
    if (request.model?.trim() === '')
      throw new InputError('--model is empty', { remedy: 'use provider/model' });
    if (request.agent?.trim() === '')
      throw new InputError('--agent is empty', { remedy: '`iteratr agents` lists the names' });
    const file = await openFile(request);
    const isComplete = request.model !== undefined && request.autoCommit !== undefined;
    if (isComplete || !console.isInteractive) {
      const choice = this.#choose(request, file);
      await file.write(choice);
      this.#report(file, choice);
      return EXIT.ok;
    }
    file.warnOfIgnored();
    const choice = await this.#ask(request, file);
    if (typeof choice === 'number') {
      console.err('iteratr: setup was cancelled, nothing was written\n');
      return choice;
    }
    this.#report(file, choice);
    return EXIT.ok;
  }

  #choose({ agent, model, autoCommit }: SetupRequest, file: ConfigurationFile<Config>): SetupChoice {
    const { path, held, config } = file;
    const { needsModel, defaultAutoCommit } = this.ports;
    const isOther = agent !== undefined && agent.trim() !== config.agent;
    // The model of one agent means nothing to another.
    const chosen = model?.trim() || (isOther ? undefined : held.model);
    if (!chosen && needsModel(agent?.trim() ?? config.agent, config)) {
      throw new InputError(`cannot write ${path} without a model, and there is no terminal to ask for one`, {
        remedy: 'pass --model provider/model',
      });
    }
    return {
      agent: agent?.trim(),
      model: chosen ?? '',
      autoCommit: autoCommit ?? held.autoCommit ?? defaultAutoCommit,
    };
  }

  /** Asks the user and writes the file. Returns the exit code if the user cancels. */
  async #ask(request: SetupRequest, file: ConfigurationFile<Config>): Promise<SetupChoice | number> {
    const { openGuide, catalogOf, agentsOf } = this.ports;
    const { config, held } = file;
    const interrupted = interruption(() => undefined);
    const models = new OfferedModels((agent) => catalogOf(agent, config));
    const guide = await openGuide(config.theme, interrupted);
    try {
      const choice = await askSetup(guide, {
        agents: agentsOf(config),
        models,
        askForAgent:
          request.agent === undefined && request.model === undefined && agentsOf(config).length > 0,
        askForModel: request.model === undefined,
        askForAutoCommit: request.autoCommit === undefined,
        selected: {
          agent: request.agent?.trim() ?? config.agent,
          model: request.model ?? held.model ?? config.model,
          autoCommit: request.autoCommit ?? held.autoCommit ?? config.autoCommit,
        },
      });
      // An agent that stays as configured is not written: another file or a variable may set it.
      const kept = choice.agent === config.agent && request.agent === undefined;
      const chosen = kept ? { ...choice, agent: undefined } : choice;
      await file.write(chosen);
      await showWritten(guide, written(file.path, chosen));
      return chosen;
    } catch (error) {
      if (!(error instanceof ApplicationError) || error.code !== 'CANCELLED') throw error;
      return interrupted.by() === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
    } finally {
      guide.close();
      interrupted.stop();
      await models.close();
    }
  }

  #report(file: ConfigurationFile<Config>, choice: SetupChoice): void {
    const { out, err } = this.ports.console;
    for (const message of file.dropped) err(`iteratr: not kept from the old file: ${message}\n`);
    out(`${written(file.path, choice).join('\n')}\n`);
    const other = file.overriding(choice.model);
    if (other?.model === '') err(`iteratr: no model is in effect here, ${other.from} is empty\n`);
    else if (other) err(`iteratr: another model is in effect here: ${other.model}, from ${other.from}\n`);
  }
}

/** Returns the lines that report the result, as Markdown that also reads well as plain text. */
function written(path: string, { agent, model, autoCommit }: SetupChoice): readonly string[] {
  return [
    `Wrote ${path}.`,
    '',
    ...(agent === undefined ? [] : [`- agent: ${agent}`]),
    `- model: ${model === '' ? "the agent's choice" : model}`,
    `- auto-commit: ${autoCommit ? 'on' : 'off'}`,
    '',
    'Run next:',
    '',
    '    iteratr doctor',
    '    iteratr build --spec specs/feature.md',
  ];
}
