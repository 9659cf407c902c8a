// Finds what can be completed at the cursor of an unfinished command line.
import { type CommandDefinition, longName, namedCommand, type ValueKind } from '../../command.ts';
import { type Candidate, type Completion, FILES, NOTHING } from './completion.ts';
import { type Place, placeOf } from './place.ts';

/** Looks up the names of sessions and the ids of tasks. */
export interface Lookup {
  sessions(): Promise<readonly Candidate[]>;
  /** Returns the tasks of the session that the command line names. */
  tasks(): Promise<readonly Candidate[]>;
}

/** Creates a lookup. `options` holds the values already on the command line, by the long names of their flags. */
export type LookUp = (options: ReadonlyMap<string, string>) => Lookup;

/** Completes the last of `words`, the command line without the program's name. */
export async function complete(
  words: readonly string[],
  all: readonly CommandDefinition[],
  lookUp: LookUp,
): Promise<Completion> {
  const commands = all.filter(({ hidden }) => hidden !== true);
  const before = words.slice(0, -1);
  const command = namedCommand(before, commands);
  if (!command) return matching(nextWords(before, commands), words.at(-1) ?? '');
  const place = placeOf(words.slice(command.name.split(' ').length), command);
  if (place.value) return valuesOf(place.value.option.value, place, lookUp);
  if (place.isFlag) return matching(flagsOf(command, place), place.current);
  return wordOf(command, place, commands, lookUp);
}

/** Completes a word that is not part of a flag: the second word of a command, or an argument. */
async function wordOf(
  command: CommandDefinition,
  place: Place,
  commands: readonly CommandDefinition[],
  lookUp: LookUp,
): Promise<Completion> {
  const { current, positionals, afterDashes } = place;

  const isNext = positionals.length === 0 && place.given.size === 0 && !afterDashes;
  const members = isNext ? nextWords(command.name.split(' '), commands) : [];
  const kind = command.positionalValues?.[positionals.length];
  const values = await valuesOf(kind, place, lookUp);
  if (values.kind !== 'values') return values;
  // With nothing else to offer, offer the flags.
  const flags = kind === undefined && current === '' && !afterDashes ? flagsOf(command, place) : [];
  return {
    kind: 'values',
    candidates: [...matching(members, current).candidates, ...values.candidates, ...flags],
  };
}

/** Returns the words that can follow these first words of a command. */
function nextWords(begun: readonly string[], commands: readonly CommandDefinition[]): Candidate[] {
  const next = new Map<string, string>();
  for (const { name, description } of commands) {
    const words = name.split(' ');
    const startsSame = begun.every((word, index) => words[index] === word);
    const word = words[begun.length];
    if (!startsSame || word === undefined) continue;
    const isWhole = words.length === begun.length + 1;
    if (isWhole || !next.has(word)) next.set(word, isWhole ? description : '');
  }
  return [...next].map(([value, description]) => ({ value, description }));
}

/** Returns the long flags that are not on the command line yet. */
function flagsOf(command: CommandDefinition, { given }: Place): Candidate[] {
  const left = command.options.filter((option) => !given.has(option));
  return [
    ...left.flatMap(({ flags, description, negatable }) => {
      const name = longName(flags);
      const negated = negatable ? [{ value: `--no-${name}`, description: `turn off --${name}` }] : [];
      return [{ value: `--${name}`, description }, ...negated];
    }),
    { value: '--help', description: 'show this help' },
  ];
}

async function valuesOf(
  kind: ValueKind | undefined,
  { current, value, options }: Place,
  lookUp: LookUp,
): Promise<Completion> {
  const prefix = value?.prefix ?? '';
  if (kind === undefined) return NOTHING;
  if (kind === 'file' || kind === 'directory') return FILES[kind];
  if (kind === 'session') return matching(await lookUp(options).sessions(), current, prefix);
  if (kind === 'task') return matching(await lookUp(options).tasks(), current, prefix);
  if (kind === 'tasks') {
    const before = current.slice(0, current.lastIndexOf(',') + 1);
    const taken = before.split(',');
    const others = (await lookUp(options).tasks()).filter((task) => !taken.includes(task.value));
    return matching(others, current.slice(before.length), `${prefix}${before}`);
  }
  return matching(
    kind.map((each) => ({ value: each, description: '' })),
    current,
    prefix,
  );
}

/**
 * Returns the candidates that start with `begun`. `prefix` is put before each, because the shell counts it as part of the
 * word.
 */
function matching(
  candidates: readonly Candidate[],
  begun: string,
  prefix = '',
): { kind: 'values'; candidates: Candidate[] } {
  // Keep the typed characters byte for byte: a shell drops candidates that start with anything else.
  const whole = begun.normalize('NFC');
  const found = candidates.filter(({ value }) => value.startsWith(whole));
  const completed = found.map((each) => ({
    ...each,
    value: `${prefix}${begun}${each.value.slice(whole.length)}`,
  }));
  return { kind: 'values', candidates: completed };
}
