// The files that an agent must not change to make its work look right: tests, checks, and iteratr's own files.
import type { ProtectionRules } from '../../domain/proof/protection.ts';

export interface ProtectedFiles extends ProtectionRules {
  /** Whether the user has named files to protect. iteratr's own files are protected without. */
  readonly isConfigured: boolean;

  /** The configured globs that match no file at the last `read`. */
  readonly unmatched: readonly string[];

  /**
   * Returns what identifies the content of each protected file that exists, by path relative to the project's folder. Reads
   * all of them. Never throws for a file: one that cannot be read has a content of its own.
   */
  read(): Promise<ReadonlyMap<string, string>>;

  /** Keeps the present content of these files for `diff`, as far as it is not kept yet. Failing to do so is logged. */
  keep(found: ReadonlyMap<string, string>): Promise<void>;

  /** Returns a unified diff from the content with this hash (null: no file) to the present one; '' if the former is not kept. */
  diff(path: string, hash: string | null): Promise<string>;
}

export const NOTHING_PROTECTED: ProtectedFiles = {
  isConfigured: false,
  unmatched: [],
  covers: () => false,
  allowsNew: () => true,
  read: async () => new Map(),
  keep: async () => undefined,
  diff: async () => '',
};
