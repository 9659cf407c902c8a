// The hooks of the project, as the commands show and run them.
import type { HookPoint } from '../../../../domain/run/hook-point.ts';

export interface ShownHook {
  /** As it is written in the file. */
  readonly command: { readonly source: string };
  readonly timeoutSeconds: number;
  readonly pipeOutput: boolean;
}

export type ShownHooks = Readonly<Record<HookPoint, readonly ShownHook[]>>;

export interface HooksFileReader<Hooks extends ShownHooks = ShownHooks> {
  /** Name of the hooks file. */
  readonly name: string;
  /** Absolute path of the directory it is looked for in. */
  readonly directory: string;
  /** undefined if there is no hooks file. Throws `ConfigError` for a file with a mistake. */
  read(): Hooks | undefined;
}
