// Knows where a shell does more with the text of a variable than to insert it: it calculates with it, or runs it.

/** `number`: part of a calculation, in which bash runs `$(…)` in an index. `script`: part of a script for an interpreter. */
export type ValueUse = 'number' | 'script';

const PREFIXES = String.raw`^\s*(?:[A-Za-z_]\w*=\S*\s+)*(?:(?:builtin|command|exec|env|sudo)\s+)*`;
const RUNS = new RegExp(`${PREFIXES}(?:eval|trap|source|\\.)\\s`);
/** The script that an interpreter gets as the argument of an option. What follows it are values, and harmless. */
const SCRIPT =
  /^[^"']*?(?<![\w-])(?:(?:ba|da|a|k|mk|z)?sh|su|python[\d.]*|perl|ruby|node|php|osascript)\s(?:\S+\s+)*?-\w*[cer]\s*(?:"(?:[^"\\]|\\.)*|'[^']*|[^\s"']*)$/s;
/** Commands whose arguments are calculations, or names of variables, which may have an index. */
const CALCULATES = new RegExp(
  `${PREFIXES}(?:(?:let|unset|read|mapfile|readarray|getopts)\\s|(?:printf|test|\\[|wait)\\s(?:.*\\s)?-[vp]\\s)`,
  's',
);
const DECLARES = new RegExp(`${PREFIXES}(?:declare|typeset|local|readonly|export)\\s`);
const DECLARED_VALUE = /\s[A-Za-z_]\w*=(?:"[^"]*|'[^']*|[^\s"']*)$/;
const INDEX = /^\s*(?:[A-Za-z_]\w*=\S*\s+)*[A-Za-z_]\w*\[[^\]]*$|\$\[[^\]]*$/;
const NUMERIC_TEST = /\s-(?:eq|ne|lt|le|gt|ge|v)\s|\w\[/;

/** Returns what a command does with a value at the end of its text so far, unless it only inserts it. */
export function useOf(command: string): ValueUse | undefined {
  if (RUNS.test(command) || SCRIPT.test(command)) return 'script';
  if (CALCULATES.test(command) || INDEX.test(command)) return 'number';
  if (!DECLARES.test(command)) return undefined;
  return /\s-\w*[in]/.test(command) || !DECLARED_VALUE.test(command) ? 'number' : undefined;
}

/** Whether `[[ … ]]` compares numbers or asks for an element of an array. */
export function isNumericTest(test: string): boolean {
  return NUMERIC_TEST.test(test);
}

/** Whether a command anywhere calculates with variables, to which values may have been assigned. */
export function calculatesAnywhere(source: string): boolean {
  return /\(\(|\$\[|\[\[|\$\{!|\w\[|(?:^|[\s;&|(])(?:let|declare|typeset|local|-v)\s|\$\{\w+:(?![-=?+])/.test(
    source,
  );
}

/** Whether bash would run a part of the text when it calculates with it. */
export function runsInCalculation(value: string): boolean {
  return /\[.*[$`]/s.test(value);
}
