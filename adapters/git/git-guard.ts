// Checks whether the programs that git would run for a repository are still the same as at the start of the run.
import type { ConfigReader, ReadConfig } from './config-reader.ts';
import { type ConfigChanges, configChanges, differences } from './executed-config.ts';
import { hookFingerprints } from './hook-files.ts';

interface Baseline {
  readonly config: ReadonlyMap<string, string>;
  /** Fingerprints by file name. */
  readonly hooks: ReadonlyMap<string, string>;
}

export interface CommitPrograms {
  /** The hooks that were changed, added or removed. */
  readonly changedHooks: readonly string[];
  /** Whether there is a hook, or a program that signs. */
  readonly areAny: boolean;
}

/**
 * An agent can write anything below `.git`, and git runs it: filters when it compares files, hooks when it commits. A change
 * between the check and the use is not noticed.
 */
export class GitGuard {
  readonly #baselines = new Map<string, Baseline>();

  constructor(private readonly reader: ConfigReader) {}

  /**
   * Compares the configuration of the repository at `root` with that of the first call, which therefore finds no changes. A
   * repository that `began` during the run is compared with the user's own configuration instead. `tree`: a further work tree of
   * the repository, which may have a configuration of its own.
   */
  async check(root: string, { began = false, tree = root } = {}): Promise<ConfigChanges> {
    const config = await this.reader.read(tree);
    if (!this.#baselines.has(root)) {
      const hooks = await this.#hooks(root, tree === root ? config : await this.reader.read(root));
      this.#baselines.set(root, { config: began ? config.user : config.all, hooks });
    }
    return configChanges(this.#baselines.get(root)?.config ?? config.all, config.all);
  }

  /** Returns what a commit would run, compared with the first `check`. */
  async programs(root: string): Promise<CommitPrograms> {
    const config = await this.reader.read(root);
    const hooks = await this.#hooks(root, config);
    return {
      changedHooks: differences(this.#baselines.get(root)?.hooks ?? new Map(), hooks),
      areAny: hooks.size > 0 || config.runsAtCommit,
    };
  }

  /** Reads the configuration, so that the next `check` need not unless it changes. It is not what later calls compare with. */
  async prepare(root: string): Promise<void> {
    await this.reader.read(root);
  }

  async #hooks(root: string, config: ReadConfig): Promise<ReadonlyMap<string, string>> {
    const directory = await this.reader.hooksDirectory(root, config);
    return directory === undefined ? new Map() : hookFingerprints(directory);
  }
}
