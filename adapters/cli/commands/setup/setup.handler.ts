// Asks for what is not given, if there is a terminal, and writes the configuration file.
import { ApplicationError, InputError } from '../../../../application/errors.ts';
import type { AgentCatalog } from '../../../../application/ports/agent-catalog.port.ts';
import type { OpenGuide } from '../../../../application/ports/guide.port.ts';
import type { Console } from '../../console.ts';
import { EXIT } from '../../exit-codes.ts';
import { interruption } from '../../interruption.ts';
import type { SetupRequest } from './setup.command.ts';
import { askSetup, type SetupChoice, showWritten } from './setup.pages.ts';

/** The file that is written, and what it held before. */
export interface ConfigurationFile {
  /** Absolute. */
  readonly path: string;
  /** What is in effect before setup. */
  readonly config: SetupChoice & { readonly agent: string; readonly theme: 'dark' | 'light' };
  readonly held: Partial<SetupChoice>;
  readonly dropped: readonly string[];
  warnOfIgnored(): void;
  write(choice: SetupChoice): Promise<void>;
  overriding(model: string): { readonly model: string; readonly from: string } | undefined;
}

export interface SetupPorts {
  readonly openFile: (request: SetupRequest) => Promise<ConfigurationFile>;
  readonly catalogOf: (agent: string) => AgentCatalog;
  readonly openGuide: OpenGuide;
  readonly defaultAutoCommit: boolean;
  readonly console: Console;
}

export class SetupHandler {
  constructor(private readonly ports: SetupPorts) {}

  /**
   * Throws `InputError` for a file that exists already, and for a model that is neither given nor can be asked for;
   * `ConfigError` if the file cannot be written. Nothing is changed then.
   */
  async handle(request: SetupRequest): Promise<number> {
    const { openFile, console } = this.ports;
    if (request.model?.trim() === '') throw new InputError('--model is empty: name one, as provider/model');
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
      console.err('iteratr: setup was left, nothing was written\n');
      return choice;
    }
    this.#report(file, choice);
    return EXIT.ok;
  }

  #choose({ model, autoCommit }: SetupRequest, { path, held }: ConfigurationFile): SetupChoice {
    const chosen = model?.trim() || held.model;
    if (!chosen) {
      throw new InputError(
        `setup needs a terminal to ask for the model: without one, name it with --model provider/model; ${path} is not written`,
      );
    }
    return { model: chosen, autoCommit: autoCommit ?? held.autoCommit ?? this.ports.defaultAutoCommit };
  }

  /** Returns the exit code if the user left. */
  async #ask(request: SetupRequest, file: ConfigurationFile): Promise<SetupChoice | number> {
    const { openGuide, catalogOf } = this.ports;
    const { config, held } = file;
    const interrupted = interruption(() => undefined);
    const guide = await openGuide(config.theme, interrupted);
    try {
      const choice = await askSetup(guide, {
        agent: catalogOf(config.agent),
        askForModel: request.model === undefined,
        askForAutoCommit: request.autoCommit === undefined,
        selected: {
          model: request.model ?? held.model ?? config.model,
          autoCommit: request.autoCommit ?? held.autoCommit ?? config.autoCommit,
        },
      });
      await file.write(choice);
      await showWritten(guide, written(file.path, choice));
      return choice;
    } catch (error) {
      if (!(error instanceof ApplicationError) || error.code !== 'CANCELLED') throw error;
      return interrupted.by() === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
    } finally {
      guide.close();
      interrupted.stop();
    }
  }

  #report(file: ConfigurationFile, choice: SetupChoice): void {
    const { out, err } = this.ports.console;
    for (const message of file.dropped) err(`iteratr: not kept from the old file: ${message}\n`);
    out(`${written(file.path, choice).join('\n')}\n`);
    const other = file.overriding(choice.model);
    if (other) err(`iteratr: another model is in effect here: ${other.model}, from ${other.from}\n`);
  }
}

/** Markdown that also reads well as plain text. */
function written(path: string, { model, autoCommit }: SetupChoice): readonly string[] {
  return [
    `${path} is written.`,
    '',
    `- model: ${model}`,
    `- auto-commit: ${autoCommit ? 'on' : 'off'}`,
    '',
    'Run next:',
    '',
    '    iteratr doctor',
    '    iteratr build --spec specs/feature.md',
  ];
}
