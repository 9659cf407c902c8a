// `iteratr replay`: plays a recorded session in the dashboard, or writes it as an asciicast.
import { InputError } from '../../../../application/errors.ts';
import {
  booleanOption,
  type CommandDefinition,
  type CommandInput,
  givenSession,
  textOption,
} from '../../command.ts';
import { configFlags, SESSION_OPTIONS, type SessionRequest } from '../../config-options.ts';

interface ReplaySize {
  readonly columns: number;
  readonly rows: number;
}

export interface ReplayRequest extends SessionRequest {
  /** How many times as fast as it was recorded. */
  readonly speed: number;
  /** The iteration to start at; undefined for the beginning. */
  readonly from: number | undefined;
  /** Where to write an asciicast; undefined to play on the terminal. */
  readonly cast:
    | { readonly path: string; readonly size: ReplaySize | undefined; readonly force: boolean }
    | undefined;
}

const SPEED = { normal: 10, lowest: 0.1, highest: 1_000 };
const LOWEST_SIZE: ReplaySize = { columns: 40, rows: 10 };
const HIGHEST_SIZE: ReplaySize = { columns: 500, rows: 200 };

/** Defines the command. `replay` returns the exit code. */
export function replayCommand(replay: (request: ReplayRequest) => Promise<number>): CommandDefinition {
  return {
    name: 'replay',
    positionals: '[name]',
    positionalValues: ['session'],
    group: 'Look back',
    description: 'Play a recorded session in the dashboard, or write it as a terminal recording (asciicast).',
    options: [
      ...SESSION_OPTIONS,
      { flags: '--speed <factor>', description: `how many times as fast (default: ${SPEED.normal})` },
      { flags: '--from <iteration>', description: 'start at this iteration (default: the beginning)' },
      {
        flags: '--cast <path>',
        description: 'write an asciicast v2 to this file; needs no terminal',
        value: 'file',
      },
      {
        flags: '--size <size>',
        description: 'size of the asciicast (default: that of the terminal, else 120x35)',
      },
      { flags: '--force', description: 'overwrite the file if it exists' },
    ],
    examples: [
      'replay my-session',
      'replay my-session --from 3 --speed 2',
      'replay my-session --cast my-session.cast --size 120x35',
    ],
    run: (input) => replay(replayRequest(input)),
  };
}

function replayRequest(input: CommandInput): ReplayRequest {
  const path = textOption(input, 'cast');
  const size = textOption(input, 'size');
  const force = booleanOption(input, 'force') ?? false;
  if (path === undefined && (size !== undefined || force)) {
    const flag = size === undefined ? '--force' : '--size';
    throw new InputError(`${flag} needs --cast`, { remedy: 'name the file to write with --cast <path>' });
  }
  return {
    session: givenSession(input),
    config: configFlags(input, ['data-dir']),
    speed: speedOf(textOption(input, 'speed')),
    from: iterationOf(textOption(input, 'from')),
    cast: path === undefined ? undefined : { path, size: sizeOf(size), force },
  };
}

function speedOf(given: string | undefined): number {
  if (given === undefined) return SPEED.normal;
  const speed = /^\d+(\.\d+)?$/.test(given) ? Number(given) : 0;
  if (speed >= SPEED.lowest && speed <= SPEED.highest) return speed;
  throw new InputError(`--speed "${given}" is not a speed`, {
    remedy: `use a number from ${SPEED.lowest} to ${SPEED.highest}; 1 is as fast as it was recorded`,
  });
}

function iterationOf(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(given)) return Number(given);
  throw new InputError(`--from "${given}" is not an iteration`, { remedy: 'use a number from 1' });
}

function sizeOf(given: string | undefined): ReplaySize | undefined {
  if (given === undefined) return undefined;
  const [, columns = 0, rows = 0] = (/^(\d{1,4})x(\d{1,4})$/.exec(given) ?? []).map(Number);
  if (isWithin(columns, 'columns') && isWithin(rows, 'rows')) return { columns, rows };
  throw new InputError(`--size "${given}" is not a size`, {
    remedy: `use columns and rows such as 120x35, from ${sizeText(LOWEST_SIZE)} to ${sizeText(HIGHEST_SIZE)}`,
  });
}

function isWithin(value: number, of: keyof ReplaySize): boolean {
  return value >= LOWEST_SIZE[of] && value <= HIGHEST_SIZE[of];
}

function sizeText({ columns, rows }: ReplaySize): string {
  return `${columns}x${rows}`;
}
