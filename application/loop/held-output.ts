// Output of hooks that waits for the next prompt.
import type { HookPoint } from '../../domain/run/hook-point.ts';

export class HeldOutput {
  #blocks: string[] = [];

  /** Empty output is not held. */
  add(point: HookPoint, output: string): void {
    if (output !== '') this.#blocks.push(hookBlock(point, output));
  }

  /** What is held, oldest first; nothing is held afterwards. */
  take(): string[] {
    const blocks = this.#blocks;
    this.#blocks = [];
    return blocks;
  }

  /** Holds again, before all that came since, what was taken and did not reach the agent. */
  giveBack(blocks: readonly string[]): void {
    this.#blocks.unshift(...blocks);
  }
}

/** The output of a hook as the agent reads it. */
export function hookBlock(point: HookPoint, output: string): string {
  return `Output of the ${point} hook:\n\n${output}`;
}
