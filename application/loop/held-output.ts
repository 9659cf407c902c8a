// Holds the output of hooks until the next prompt.
import type { HookPoint } from '../../domain/run/hook-point.ts';

export class HeldOutput {
  #blocks: string[] = [];

  /** Holds the output, unless it is empty. */
  add(point: HookPoint, output: string): void {
    if (output !== '') this.#blocks.push(hookBlock(point, output));
  }

  get isEmpty(): boolean {
    return this.#blocks.length === 0;
  }

  /** Removes and returns the held output, oldest first. */
  take(): string[] {
    const blocks = this.#blocks;
    this.#blocks = [];
    return blocks;
  }

  /** Puts back output that did not reach the agent, before all newer output. */
  giveBack(blocks: readonly string[]): void {
    this.#blocks.unshift(...blocks);
  }
}

/** Returns the output of a hook as a block of a prompt. */
export function hookBlock(point: HookPoint, output: string): string {
  return `Output of the ${point} hook:\n\n${output}`;
}
