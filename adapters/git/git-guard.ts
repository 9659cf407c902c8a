// Checks whether the programs that git would run for a repository are still the same as at the start of the run.
import { ConfigFiles } from './config-files.ts';
import {
  type ConfigChanges,
  configChanges,
  differences,
  type ExecutedConfig,
  readExecutedConfig,
} from './executed-config.ts';
import type { Git } from './git-command.ts';
import { hookFingerprints, hooksDirectory } from './hook-files.ts';

/** What was read when the files of the configuration had this stamp. */
interface Known {
  readonly stamp: string;
  readonly config: ReadConfig;
}

interface ReadConfig extends ExecutedConfig {
  /** The directory of the hooks, once it was asked for. */
  hooks?: string | undefined;
}

interface Baseline {
  readonly config: ReadonlyMap<string, string>;
  /** Fingerprints by file name. */
  readonly hooks: ReadonlyMap<string, string>;
}

/**
 * An agent can write anything below `.git`, and git runs it: filters when it compares files, hooks when it commits. A change
 * between the check and the use is not noticed.
 */
export class GitGuard {
  readonly #baselines = new Map<string, Baseline>();
  readonly #files: ConfigFiles;
  /** By the work tree's top directory. */
  readonly #known = new Map<string, Known>();

  constructor(private readonly git: Git) {
    this.#files = new ConfigFiles(git);
  }

  /**
   * Compares the configuration of the repository at `root` with that of the first call, which therefore finds no changes. A
   * repository that `began` during the run is compared with the user's own configuration instead. `tree`: a further work tree of
   * the repository, which may have a configuration of its own.
   */
  async check(root: string, { began = false, tree = root } = {}): Promise<ConfigChanges> {
    const config = await this.#config(tree);
    if (!this.#baselines.has(root)) {
      const hooks = await this.#hooks(root, tree === root ? config : await this.#config(root));
      this.#baselines.set(root, { config: began ? config.user : config.all, hooks });
    }
    return configChanges(this.#baselines.get(root)?.config ?? config.all, config.all);
  }

  /** Returns the hooks that were changed, added or removed since the first `check`. */
  async changedHooks(root: string): Promise<readonly string[]> {
    const hooks = await this.#hooks(root, await this.#config(root));
    return differences(this.#baselines.get(root)?.hooks ?? new Map(), hooks);
  }

  /** Reads the configuration, so that the next `check` need not unless it changes. It is not what later calls compare with. */
  async prepare(root: string): Promise<void> {
    await this.#config(root);
  }

  async #config(root: string): Promise<ReadConfig> {
    const known = this.#known.get(root);
    if (known && known.stamp === (await this.#files.stamp(root))) return known.config;
    // Before the configuration: what changes meanwhile makes the next stamp differ.
    const stamp = await this.#files.stamp(root);
    const config: ReadConfig = await readExecutedConfig(this.git, root);
    if (stamp === undefined || config.hasIncludes) this.#known.delete(root);
    else this.#known.set(root, { stamp, config });
    return config;
  }

  async #hooks(cwd: string, config: ReadConfig): Promise<ReadonlyMap<string, string>> {
    const usual = config.hasHooksPath ? undefined : await this.#files.hooksDirectory(cwd);
    config.hooks ??= usual ?? (await hooksDirectory(this.git, cwd));
    return config.hooks === undefined ? new Map() : hookFingerprints(config.hooks);
  }
}
