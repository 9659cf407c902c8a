// `npm run test:agents -- --agents claude,gemini`: real agents by name, from the npm registry, with a scripted model on loopback.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { setup } from '../support/global-setup.ts';
import { TRIED_AGENTS, type TriedAgent } from './agents.ts';
import { installAgent } from './installation.ts';
import { type Result, tableOf } from './results.ts';
import { SCENARIOS } from './scenarios.ts';
import { Trial } from './trial.ts';

const USAGE =
  'usage: npm run test:agents -- [--agents claude,gemini] [--scenarios iteration,resume] [--cache <folder>] [--minutes 30]';

const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const complain = (line: string): boolean => process.stderr.write(`${line}\n`);

interface Options {
  readonly agents: readonly TriedAgent[];
  readonly scenarios: typeof SCENARIOS;
  /** Where the agents are installed; a temporary folder if the user names none. */
  readonly cache: string;
  readonly keep: boolean;
  readonly limitMs: number;
}

function chosen<Item extends { readonly name: string }>(
  all: readonly Item[],
  names: string | undefined,
): Item[] {
  if (names === undefined) return [...all];
  return names.split(',').map((name) => {
    const found = all.find((item) => item.name === name);
    if (found) return found;
    throw new TypeError(`no "${name}" among ${all.map((item) => item.name).join(', ')}`);
  });
}

function options(): Options {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { agents: text, scenarios: text, cache: text, minutes: text } });
  const { agents, scenarios, cache, minutes = '30' } = values;
  if (!/^[1-9]\d{0,3}$/.test(minutes)) throw new TypeError('--minutes must be a whole number');
  const chosenAgents = chosen(TRIED_AGENTS, agents);
  const chosenScenarios = chosen(SCENARIOS, scenarios);
  return {
    agents: chosenAgents,
    scenarios: chosenScenarios,
    cache:
      cache === undefined ? realpathSync(mkdtempSync(join(tmpdir(), 'iteratr-agents-'))) : resolve(cache),
    keep: cache !== undefined,
    limitMs: Number(minutes) * 60_000,
  };
}

async function tryAgent(agent: TriedAgent, { scenarios, cache }: Options, until: number): Promise<Result[]> {
  const results: Result[] = [];
  const add = (scenario: string, state: Result['state'], seen: string): void => {
    results.push({ agent: agent.name, scenario, state, seen });
    say(`${agent.name}, ${scenario}: ${state}: ${seen}`);
  };
  let path: readonly string[] | null = null;
  try {
    path = installAgent(agent, cache);
  } catch (error) {
    for (const { name } of scenarios) add(name, 'not run', messageOf(error));
  }
  if (path === null) return results;
  for (const { name, play } of scenarios) {
    if (Date.now() > until) {
      add(name, 'not run', 'the time is up');
      continue;
    }
    try {
      add(name, 'ok', await play(agent, path));
    } catch (error) {
      add(name, 'failed', messageOf(error));
    }
  }
  return results;
}

/** Returns whether nothing failed. */
async function main(chosenOptions: Options): Promise<boolean> {
  const { agents, scenarios, limitMs } = chosenOptions;
  const until = Date.now() + limitMs;
  const results: Result[] = [];
  for (const agent of agents) results.push(...(await tryAgent(agent, chosenOptions, until)));
  for (const line of tableOf(
    results,
    scenarios.map(({ name }) => name),
  ))
    say(line);
  return results.every(({ state }) => state !== 'failed');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

let cleanUp = (): void => undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    Trial.abandon();
    cleanUp();
    process.exit(130);
  });
}
try {
  const given = options();
  const removeCache = setup();
  cleanUp = () => {
    removeCache();
    if (!given.keep) rmSync(given.cache, { recursive: true, force: true });
  };
  process.exitCode = (await main(given)) ? 0 : 1;
} catch (error) {
  const isUsage = error instanceof TypeError;
  complain(isUsage ? `${error.message}; ${USAGE}` : String(error));
  process.exitCode = isUsage ? 2 : 1;
} finally {
  cleanUp();
}
