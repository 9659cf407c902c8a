// Finds and removes what dead builds and servers left behind in the data directory.
import { existsSync } from 'node:fs';
import {
  type Diagnostic,
  type Finding,
  failedBy,
  ok,
  stale,
} from '../../application/ports/diagnostic.port.ts';
import { inspectDataDir } from './data-dir.ts';

/** One kind of thing that dead processes leave behind. Things of a live build or of another machine are never stale. */
export interface StaleKind {
  find(): Promise<StaleThings>;
  /** Removes what `find` reports as stale. Returns a line for each removed thing. */
  remove(): Promise<readonly string[]>;
}

interface StaleThings {
  /** Findings about things that are in use, or seem to be. */
  readonly alive: readonly Finding[];
  /** A line for each stale thing. */
  readonly stale: readonly string[];
}

export function staleFilesDiagnostic(dataDir: string, kinds: readonly StaleKind[]): Diagnostic {
  return {
    id: 'left-overs',
    label: 'Stale files',
    run: () => find(dataDir, kinds),
    fix: async () => {
      await inspectDataDir(dataDir);
      const done: string[] = [];
      for (const kind of kinds) done.push(...(await kind.remove()));
      return done;
    },
  };
}

async function find(dataDir: string, kinds: readonly StaleKind[]): Promise<readonly Finding[]> {
  try {
    await inspectDataDir(dataDir);
  } catch (error) {
    return [failedBy(error)];
  }
  const found: StaleThings[] = [];
  for (const kind of kinds) found.push(await kind.find());
  const findings = [
    ...found.flatMap(({ alive }) => alive),
    ...found.flatMap((things) => things.stale.map(stale)),
  ];
  if (findings.length > 0) return findings;
  return [ok(existsSync(dataDir) ? `nothing in ${dataDir}` : `none: there is no ${dataDir} yet`)];
}
