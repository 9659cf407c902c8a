// Reads the part of git's configuration that decides which programs git runs, and asks git again only after a change.
import { ConfigFiles } from './config-files.ts';
import { type ExecutedConfig, readExecutedConfig } from './executed-config.ts';
import type { Git } from './git-command.ts';
import { hooksDirectory } from './hook-files.ts';

/** What was read when the files of the configuration had this stamp. */
interface Known {
  readonly stamp: string;
  readonly config: ReadConfig;
}

export interface ReadConfig extends ExecutedConfig {
  /** The directory of the hooks, once it was asked for. */
  hooks?: string | undefined;
}

export class ConfigReader {
  readonly #files: ConfigFiles;
  /** By the work tree's top directory. */
  readonly #known = new Map<string, Known>();

  constructor(private readonly git: Git) {
    this.#files = new ConfigFiles(git);
  }

  /** Returns the configuration of the work tree with this top directory as it is now. Throws `AdapterError` `GIT`. */
  async read(root: string): Promise<ReadConfig> {
    const known = this.#known.get(root);
    if (known && known.stamp === (await this.#files.stamp(root))) return known.config;
    // Before the configuration: what changes meanwhile makes the next stamp differ.
    const stamp = await this.#files.stamp(root);
    const config: ReadConfig = await readExecutedConfig(this.git, root);
    if (stamp === undefined || config.hasIncludes) this.#known.delete(root);
    else this.#known.set(root, { stamp, config });
    return config;
  }

  /** Returns the directory of the hooks that git would run for the work tree, which has this configuration; undefined if git does not say. */
  async hooksDirectory(root: string, config: ReadConfig): Promise<string | undefined> {
    const usual = config.hasHooksPath ? undefined : await this.#files.hooksDirectory(root);
    config.hooks ??= usual ?? (await hooksDirectory(this.git, root));
    return config.hooks;
  }
}
