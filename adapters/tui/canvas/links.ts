// Maps the targets of hyperlinks to numbers, so that a cell can hold its link in the number of its style.

/** More than any screen shows. The numbers of a frame must fit into `LINK_BITS`. */
const MAX_LINKS = 8_000;
export const LINK_BITS = 14;
const LONGEST_TARGET = 2_048;
const PROTOCOLS: ReadonlySet<string> = new Set(['http:', 'https:', 'file:']);
const PRINTABLE = /^[\x21-\x7e]+$/;

/** 0 stands for a target that must not become a link. */
const numbers = new Map<string, number>();
const targets: string[] = [''];
let generation = 0;

/** Returns the number of a target, 0 if it is no address of a page or file. The target may be untrusted. */
export function linkNumber(target: string): number {
  const known = numbers.get(target);
  if (known !== undefined) return known;
  const safe = safeTarget(target);
  const number = safe === '' || targets.length >= 2 ** LINK_BITS ? 0 : targets.push(safe) - 1;
  numbers.set(target, number);
  return number;
}

/** Returns the safe form of a target, '' for the number 0. */
export function linkTarget(number: number): string {
  return targets[number] ?? '';
}

/** Returns the generation of numbers, as `glyphGeneration` does. */
export function linkGeneration(): number {
  if (numbers.size > MAX_LINKS) {
    numbers.clear();
    targets.length = 1;
    generation += 1;
  }
  return generation;
}

/** Returns the target in printable ASCII, '' unless it is one of `PROTOCOLS`: nothing in it may control the terminal. */
function safeTarget(target: string): string {
  if (target.length > LONGEST_TARGET || !URL.canParse(target)) return '';
  const { protocol, href } = new URL(target);
  return PROTOCOLS.has(protocol) && PRINTABLE.test(href) && href.length <= LONGEST_TARGET ? href : '';
}
