// `npm run bench`: every figure that is promised, as a ratio within one run where a bound is promised.
// `-- start loop` runs these groups alone, `--json file` writes the figures, `--compare file` shows those of an earlier run beside them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchCommands } from './commands.bench.ts';
import { benchCommits } from './commits.bench.ts';
import { benchFlood } from './flood.bench.ts';
import { benchGraph } from './graph.bench.ts';
import { benchLoop } from './loop.bench.ts';
import { benchMemory } from './memory.bench.ts';
import { beginGroup, printTable, readReport, writeReport } from './report.ts';
import { benchListing, benchSessions } from './sessions.bench.ts';
import { benchStart } from './start.bench.ts';
import { benchTui } from './tui.bench.ts';
import { benchWorkers } from './workers.bench.ts';

const GROUPS: Readonly<Record<string, (scratch: string) => unknown>> = {
  graph: benchGraph,
  loop: benchLoop,
  sessions: benchSessions,
  lists: benchListing,
  commits: benchCommits,
  start: benchStart,
  commands: benchCommands,
  flood: benchFlood,
  workers: benchWorkers,
  memory: benchMemory,
  // Last: what it fills the memory with would slow the others.
  tui: benchTui,
};

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, compare: { type: 'string' } },
});
const unknown = positionals.find((name) => !(name in GROUPS));
if (unknown !== undefined) {
  throw new Error(`there is no group "${unknown}"; the groups are ${Object.keys(GROUPS).join(', ')}`);
}
const before = values.compare === undefined ? undefined : readReport(values.compare);
const scratch = mkdtempSync(join(tmpdir(), 'iteratr-bench-'));
try {
  for (const [name, bench] of Object.entries(GROUPS)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    beginGroup(name);
    await bench(join(scratch, name));
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
if (values.json !== undefined) writeReport(values.json);
process.exitCode = printTable(before) ? 0 : 1;
