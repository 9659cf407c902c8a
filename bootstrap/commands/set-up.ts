// `iteratr setup`: asks for what is not given, in a terminal, and writes the configuration file.
import { dirname, join } from 'node:path';
import type { CliOutput } from '../../adapters/cli/cli.ts';
import type { SetupRequest } from '../../adapters/cli/commands/setup.command.ts';
import { EXIT } from '../../adapters/cli/exit-codes.ts';
import type { ConfigLayer } from '../../adapters/config/config-layers.ts';
import { describeOrigin } from '../../adapters/config/config-origin.ts';
import { globalConfigPath, projectConfigPath } from '../../adapters/config/config-paths.ts';
import { CONFIG_SCHEMA } from '../../adapters/config/config-schema.ts';
import type { ConfigValues } from '../../adapters/config/config-text.ts';
import { problemIn, surveyConfig } from '../../adapters/config/load-config.ts';
import { schemaReference } from '../../adapters/config/schema-reference.ts';
import { ApplicationError, InputError } from '../../application/errors.ts';
import type { Environment } from '../environment.ts';
import { interruption } from '../interruption.ts';
import { requireWritable, valuesOf, writeConfig } from '../setup/config-target.ts';
import { askSetup, type SetupChoice, type SetupQuestions, showWritten } from '../setup/setup-pages.ts';
import { loadTrusted, type SettingsFlags, tellIgnored, trustedPart } from './load-settings.ts';

/** The file that is written, and what it held before that stays. */
interface Target {
  readonly path: string;
  /** Its JSON Schema, for editors. */
  readonly schema: string | undefined;
  readonly kept: ConfigValues;
}

/**
 * Returns the exit code. Throws `InputError` for a file that is there already, and for a model that is neither given nor
 * can be asked for; `ConfigError` for what stands in the way of writing. Nothing is changed then.
 */
export async function setUp(
  request: SetupRequest,
  environment: Environment,
  { out, err }: CliOutput,
): Promise<number> {
  if (request.model?.trim() === '') throw new InputError('--model is empty: name one, as provider/model');
  const path = request.project ? projectConfigPath(environment) : globalConfigPath(environment);
  await requireWritable(path, request.force);
  const layers = surveyConfig({ ...environment, flags: {} });
  const { config, untrusted } = trustedPart(layers, request.config, environment);
  const { replaced, others } = request.project
    ? { replaced: layers.projectFile, others: [layers.globalFile, layers.environment] }
    : { replaced: layers.globalFile, others: [layers.projectFile, layers.environment] };
  const problem = problemIn(...others);
  if (problem) throw problem;
  const shipped = join(dirname(environment.self.at(-1) ?? ''), '../specs/schemas/iteratr.schema.json');
  const schema = schemaReference(request.project ? 'project' : 'user', path, shipped);
  const target = { path, schema, kept: valuesOf(replaced) };
  const isTerminal = Boolean(process.stdout.isTTY && process.stdin.isTTY);
  const asks = isTerminal && (request.model === undefined || request.autoCommit === undefined);
  if (asks) tellIgnored(untrusted, ['agent'], environment);
  if (!asks) {
    const choice = choiceWithoutAsking(request, target);
    await write(target, choice);
    tell(target, choice, replaced, request.config, environment, { out, err });
    return EXIT.ok;
  }
  const choice = await askAndWrite(target, environment, {
    config,
    environment,
    askForModel: request.model === undefined,
    askForAutoCommit: request.autoCommit === undefined,
    selected: {
      model: request.model ?? String(target.kept.model ?? config.model),
      autoCommit: request.autoCommit ?? Boolean(target.kept.auto_commit ?? config.autoCommit),
    },
  });
  if (typeof choice === 'number') {
    err('iteratr: setup was left, nothing was written\n');
    return choice;
  }
  tell(target, choice, replaced, request.config, environment, { out, err });
  return EXIT.ok;
}

function choiceWithoutAsking({ model, autoCommit }: SetupRequest, { path, kept }: Target): SetupChoice {
  const chosen = model?.trim() || kept.model;
  if (!chosen) {
    throw new InputError(
      `setup needs a terminal to ask for the model: without one, name it with --model provider/model; ${path} is not written`,
    );
  }
  return {
    model: String(chosen),
    autoCommit: autoCommit ?? Boolean(kept.auto_commit ?? CONFIG_SCHEMA.auto_commit.default),
  };
}

/** The exit code when the user left. */
async function askAndWrite(
  target: Target,
  environment: Environment,
  questions: SetupQuestions & { readonly config: { readonly theme: 'dark' | 'light' } },
): Promise<SetupChoice | number> {
  const { openGuide } = await import('../tui/open-guide.ts');
  const interrupted = interruption(() => undefined);
  const guide = openGuide({ theme: questions.config.theme, environment, interrupted });
  try {
    const choice = await askSetup(guide, questions);
    await write(target, choice);
    await showWritten(guide, written(target.path, choice));
    return choice;
  } catch (error) {
    if (!(error instanceof ApplicationError) || error.code !== 'CANCELLED') throw error;
    return interrupted.by() === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
  } finally {
    guide.close();
    interrupted.stop();
  }
}

function write({ path, schema, kept }: Target, { model, autoCommit }: SetupChoice): Promise<void> {
  return writeConfig(path, { ...kept, model, auto_commit: autoCommit }, schema);
}

function tell(
  { path }: Target,
  choice: SetupChoice,
  replaced: ConfigLayer,
  flags: SettingsFlags,
  environment: Environment,
  { out, err }: CliOutput,
): void {
  for (const { message } of replaced.problems) err(`iteratr: not kept from the old file: ${message}\n`);
  out(`${written(path, choice).join('\n')}\n`);
  const { config, origins } = loadTrusted(flags, environment);
  if (config.model !== choice.model) {
    err(`iteratr: another model counts here: ${config.model}, from ${describeOrigin(origins.model)}\n`);
  }
}

/** In Markdown that is read as plain text as well. */
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
