// Defines what the hooks commands need to know about the hooks file of a project.
import type { HookPoint } from '../../../../domain/run/hook-point.ts';

export interface ShownHook {
  /** `source` is the command as written in the file. */
  readonly command: { readonly source: string };
  readonly timeoutSeconds: number;
  readonly pipeOutput: boolean;
}

export type ShownHooks = Readonly<Record<HookPoint, readonly ShownHook[]>>;

export interface HooksFileReader<Hooks extends ShownHooks = ShownHooks> {
  /** The name of the hooks file. */
  readonly name: string;
  /** The absolute path of the directory that should contain it. */
  readonly directory: string;
  /** Reads the hooks. Returns undefined if there is no hooks file. Throws `ConfigError` for an invalid one. */
  read(): Hooks | undefined;
}
