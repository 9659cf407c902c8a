// The configuration file that setup writes.
import { constants } from 'node:fs';
import { access, lstat, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Environment } from '../../application/environment.ts';
import { ConfigError, InputError } from '../../application/errors.ts';
import type { RiskySetting } from '../../application/trust/project-trust.ts';
import { describeOrigin } from './config-origin.ts';
import { globalConfigPath, projectConfigPath } from './config-paths.ts';
import { type AppConfig, CONFIG_SCHEMA } from './config-schema.ts';
import { type ConfigValues, configText } from './config-text.ts';
import { problemIn } from './load-config.ts';
import { schemaReference } from './schema-reference.ts';
import type { Settings, SettingsFlags } from './settings.ts';

export interface SetupChoice {
  readonly model: string;
  readonly autoCommit: boolean;
}

export interface SetupFileOptions {
  /** The project's file instead of the user's own. */
  readonly project: boolean;
  /** Overwrites an existing file; its valid values are kept. */
  readonly force: boolean;
  readonly flags: SettingsFlags;
}

export interface SetupFilePorts {
  readonly settings: Settings;
  readonly environment: Environment;
  /** Absolute path of the JSON Schema that is shipped with the program. */
  readonly schema: string;
  /** Replaces a file as a whole. Throws what the file system does; the old file is intact then. */
  readonly replaceFile: (path: string, text: string) => Promise<void>;
}

export class SetupFile {
  private constructor(
    readonly path: string,
    /** What is in effect before setup, as far as it is trusted. */
    readonly config: AppConfig,
    /** What the file holds of the two values that setup asks for; undefined for a value it does not hold. */
    readonly held: Partial<SetupChoice>,
    /** What is wrong with the old file and is not kept. */
    readonly dropped: readonly string[],
    private readonly untrusted: readonly RiskySetting[],
    private readonly kept: ConfigValues,
    private readonly options: SetupFileOptions,
    private readonly ports: SetupFilePorts,
  ) {}

  /**
   * Throws `InputError` for a file that exists without `force`; `ConfigError` if it cannot be written, and for a mistake in
   * any other layer of the configuration.
   */
  static async open(options: SetupFileOptions, ports: SetupFilePorts): Promise<SetupFile> {
    const { project, force, flags } = options;
    const { settings, environment } = ports;
    const path = project ? projectConfigPath(environment) : globalConfigPath(environment);
    await requireWritable(path, force);
    const layers = settings.survey({});
    const { config, untrusted } = settings.trustedPart(layers, flags);
    const [replaced, other] = project
      ? [layers.projectFile, layers.globalFile]
      : [layers.globalFile, layers.projectFile];
    const problem = problemIn(other, layers.environment);
    if (problem) throw problem;
    const kept: ConfigValues = Object.fromEntries(replaced.settings.map(({ key, value }) => [key, value]));
    const held = {
      ...(kept.model !== undefined && { model: String(kept.model) }),
      ...(kept.auto_commit !== undefined && { autoCommit: Boolean(kept.auto_commit) }),
    };
    const dropped = replaced.problems.map(({ message }) => message);
    return new SetupFile(path, config, held, dropped, untrusted, kept, options, ports);
  }

  /** What is used for a value that is neither given nor held. */
  static get defaultAutoCommit(): boolean {
    return CONFIG_SCHEMA.auto_commit.default;
  }

  /** Names to the user what the agent list ignores of an untrusted project file. */
  warnOfIgnored(): void {
    this.ports.settings.warnOfIgnored(this.untrusted, ['agent']);
  }

  /** A link stays a link: its target is written. Throws `ConfigError` if that fails; the old file is intact then. */
  async write({ model, autoCommit }: SetupChoice): Promise<void> {
    const { project } = this.options;
    const schema = schemaReference(project ? 'project' : 'user', this.path, this.ports.schema);
    const text = configText({ ...this.kept, model, auto_commit: autoCommit }, schema);
    try {
      await this.ports.replaceFile(await realpath(this.path).catch(() => this.path), text);
    } catch (error) {
      throw unwritable(this.path, error);
    }
  }

  /** The model that overrides `model` here and where it comes from; undefined if none does. */
  overriding(model: string): { readonly model: string; readonly from: string } | undefined {
    const { config, origins } = this.ports.settings.trusted(this.options.flags);
    return config.model === model ? undefined : { model: config.model, from: describeOrigin(origins.model) };
  }
}

/** Throws `InputError` for a file that exists without `force`, `ConfigError` for a directory and for missing permissions. */
async function requireWritable(path: string, force: boolean): Promise<void> {
  try {
    const found = await lstat(path).catch(unlessMissing);
    if (found?.isDirectory())
      throw new ConfigError(`${path} is a directory: move it, setup writes a file there`);
    if (found && !force) {
      throw new InputError(`${path} exists already: change it by hand, or overwrite it with --force`);
    }
    await access(await nearestDirectory(dirname(path)), constants.W_OK | constants.X_OK);
  } catch (error) {
    throw unwritable(path, error);
  }
}

async function nearestDirectory(path: string): Promise<string> {
  const found = await lstat(path).catch(unlessMissing);
  return found || path === dirname(path) ? path : nearestDirectory(dirname(path));
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you have no permission to write there',
  EPERM: 'you have no permission to write there',
  EROFS: 'the file system is read-only',
  ENOENT: 'no directory can be made there',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a part of the path is a file',
  ENOSPC: 'the disk is full',
};

function unwritable(path: string, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof ConfigError || error instanceof InputError) return error;
  const why = REASONS[code ?? ''] ?? message;
  const next = 'set XDG_CONFIG_HOME to another directory, or write the file of the project with --project';
  return new ConfigError(`${path} cannot be written: ${why}; ${next}`, { cause: error });
}
