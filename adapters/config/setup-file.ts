// Reads and writes the configuration file for `iteratr setup`.
import { constants } from 'node:fs';
import { access, lstat, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Environment } from '../../application/environment.ts';
import { ConfigError, InputError } from '../../application/errors.ts';
import type { RiskySetting } from '../../application/trust/project-trust.ts';
import { describeOrigin, rankOf } from './config-origin.ts';
import { globalConfigPath, projectConfigPath } from './config-paths.ts';
import { type AppConfig, CONFIG_SCHEMA } from './config-schema.ts';
import { type ConfigValues, configText } from './config-text.ts';
import { problemIn } from './load-config.ts';
import { schemaReference } from './schema-reference.ts';
import type { Settings, SettingsFlags } from './settings.ts';

export interface SetupChoice {
  /** A name or a command line; undefined to leave the file's setting as it is. */
  readonly agent?: string | undefined;
  readonly model: string;
  readonly autoCommit: boolean;
}

export interface SetupFileOptions {
  /** Whether to write the project's file instead of the user's. */
  readonly project: boolean;
  /** Whether to overwrite an existing file; its valid values are kept. */
  readonly force: boolean;
  readonly flags: SettingsFlags;
}

export interface SetupFilePorts {
  readonly settings: Settings;
  readonly environment: Environment;
  /** Absolute path of the JSON Schema that is shipped with the program. */
  readonly schema: string;
  /** Replaces a file atomically. Throws file system errors, and then leaves the old file intact. */
  readonly replaceFile: (path: string, text: string) => Promise<void>;
}

export class SetupFile {
  private constructor(
    readonly path: string,
    /** The trusted configuration in effect before setup. */
    readonly config: AppConfig,
    /** The values of the old file that setup asks for; undefined for a value that is not set. */
    readonly held: Partial<SetupChoice>,
    /** Problems of the old file, whose settings are not kept. */
    readonly dropped: readonly string[],
    private readonly untrusted: readonly RiskySetting[],
    private readonly kept: ConfigValues,
    private readonly options: SetupFileOptions,
    private readonly ports: SetupFilePorts,
  ) {}

  /**
   * Reads the old file, if any. Throws `InputError` for an existing file without `force`; `ConfigError` if the file cannot be
   * written, and for a mistake in any other layer of the configuration.
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
      ...(kept.agent !== undefined && { agent: String(kept.agent) }),
      ...(kept.model !== undefined && { model: String(kept.model) }),
      ...(kept.auto_commit !== undefined && { autoCommit: Boolean(kept.auto_commit) }),
    };
    const dropped = replaced.problems.map(({ message }) => message);
    return new SetupFile(path, config, held, dropped, untrusted, kept, options, ports);
  }

  /** The value of `auto_commit` if it is neither given nor set in the old file. */
  static get defaultAutoCommit(): boolean {
    return CONFIG_SCHEMA.auto_commit.default;
  }

  /** Warns the user if the agent of an untrusted project file is ignored. */
  warnOfIgnored(): void {
    this.ports.settings.warnOfIgnored(this.untrusted, ['agent']);
  }

  /** Writes the file; follows a link to its target. Throws `ConfigError` on failure, and then leaves the old file intact. */
  async write({ agent, model, autoCommit }: SetupChoice): Promise<void> {
    const { project } = this.options;
    const schema = schemaReference(project ? 'project' : 'user', this.path, this.ports.schema);
    const text = configText(
      { ...this.kept, ...(agent !== undefined && { agent }), model, auto_commit: autoCommit },
      schema,
    );
    try {
      await this.ports.replaceFile(await realpath(this.path).catch(() => this.path), text);
    } catch (error) {
      throw unwritable(this.path, error);
    }
  }

  /** Returns the model that overrides `model` here, and where it comes from; undefined if none does. */
  overriding(model: string): { readonly model: string; readonly from: string } | undefined {
    const { config, origins } = this.ports.settings.trusted(this.options.flags);
    if (config.model !== model) return { model: config.model, from: describeOrigin(origins.model) };
    const { work } = config.roles;
    if (work === undefined || rankOf(origins.roles.kind) < rankOf(origins.model.kind)) return undefined;
    return { model: work, from: `roles.work in ${describeOrigin(origins.roles)}` };
  }
}

/** Throws `InputError` for an existing file without `force`, `ConfigError` for a directory or missing permissions. */
async function requireWritable(path: string, force: boolean): Promise<void> {
  try {
    const found = await lstat(path).catch(unlessMissing);
    if (found?.isDirectory())
      throw new ConfigError(`${path} is a directory`, {
        remedy: 'move it, because setup writes a file there',
      });
    if (found && !force) {
      throw new InputError(`${path} already exists`, {
        remedy: 'edit it, or overwrite it with --force',
      });
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
  ENOENT: 'no directory can be created there',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a part of the path is a file',
  ENOSPC: 'the disk is full',
};

function unwritable(path: string, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof ConfigError || error instanceof InputError) return error;
  const why = REASONS[code ?? ''] ?? message;
  return new ConfigError(`${path} cannot be written: ${why}`, {
    cause: error,
    remedy: "set XDG_CONFIG_HOME to another directory, or write the project's file with --project",
  });
}
