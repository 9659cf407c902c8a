// `npm run test:fuzz -- --seconds 60 --seed 7`: malformed input to everything that reads text, which must never hang or crash.
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';
import { TARGETS } from './targets.ts';

/** In characters, of the message about an input that fails. */
const SHOWN = 2_000;
const USAGE = 'usage: npm run test:fuzz -- [--seconds 60] [--seed <number>]';

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new TypeError(`--${name} must be a whole number from 1; ${USAGE}`);
  return Number(text);
}

const { values } = parseArgs({ options: { seconds: { type: 'string' }, seed: { type: 'string' } } });
const seconds = wholeNumber('seconds', values.seconds ?? '60');
const seed = wholeNumber('seed', values.seed ?? String(1 + Math.floor(Math.random() * 1_000_000)));
say(`${seconds} s with seed ${seed}`);
for (const target of TARGETS) {
  try {
    const inputs = await fuzz(target, seed, { ms: (seconds * 1_000) / TARGETS.length });
    say(`${target.name}: ${inputs} inputs`);
  } catch (error) {
    const found = String(error instanceof Error ? error.message : error);
    // The input can have megabytes.
    say(
      `${target.name}: ${found.slice(0, SHOWN)}${found.length > SHOWN ? ` … (${found.length} characters)` : ''}`,
    );
    say(`repeat it with: npm run test:fuzz -- --seconds ${seconds} --seed ${seed}`);
    process.exitCode = 1;
  }
}
