// Lets V8 prefer a small heap to speed, for a process that mostly waits.
import { setFlagsFromString } from 'node:v8';

/** The major versions of Node in which each flag is known to work when it is set this late. An unknown flag prints an error. */
const TRIED = ['20', '22', '24'];
const FLAGS = [
  // Collects old objects sooner.
  '--optimize-for-size',
  // Keeps the space for young objects at its size of 1 MB; it would grow to 16 MB twice.
  '--semi-space-growth-factor=1',
  // Optimises only small functions: the compiler needs megabytes for a large one, which the C library then keeps.
  '--max-optimized-bytecode-size=1000',
];

/**
 * In milliseconds. Before, a command loads its code, which is slower with these flags; code that V8 has compiled under other flags is
 * refused, so the code of this run must have been kept, too.
 */
const STARTED_MS = 4_000;

/** Saves memory as soon as the command has started. */
export function saveMemoryLater(): void {
  setTimeout(() => saveMemory(), STARTED_MS).unref();
}

/** Changes the whole process, from now on. Does nothing in a version of Node in which it was not tried. */
export function saveMemory(
  node = process.versions.node,
  setFlag: (flag: string) => void = setFlagsFromString,
): void {
  if (!TRIED.includes(node.split('.')[0] ?? '')) return;
  for (const flag of FLAGS) setFlag(flag);
}
