// What a process and its launcher say to each other, by Node's channel with structured clones. Messages of one side arrive in order.
import type { CollectedEnd } from '../collected-program.ts';

/** The numbers of the programs are given by the process, and never used again. */
export type ToLauncher =
  | {
      readonly type: 'start';
      readonly id: number;
      readonly program: string;
      readonly args: readonly string[];
      readonly cwd: string;
      /** Added to the environment that the launcher was started with. */
      readonly variables: Readonly<Record<string, string>>;
      readonly input: Uint8Array | undefined;
    }
  /** Ends a program, which may have ended already. */
  | { readonly type: 'end'; readonly id: number };

export type FromLauncher =
  /** The launcher takes messages. Sent once, first. */
  | { readonly type: 'ready' }
  | {
      readonly type: 'ended';
      readonly id: number;
      readonly end: CollectedEnd;
      readonly stdout: Uint8Array;
      readonly stderr: Uint8Array;
    };
