// `npm run bench`: every figure that is promised, as a ratio within one run where a bound is promised.
// `-- start loop` runs these groups alone, `--json file` writes the figures, `--compare file` shows those of an earlier run beside them,
// `--every-node` runs all of it again with each version of Node that is supported and can be fetched.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fetchNode, NODE_VERSIONS } from '../support/node-versions.ts';
import { benchCommands } from './commands.bench.ts';
import { benchCommits } from './commits.bench.ts';
import { benchFlood } from './flood.bench.ts';
import { benchGraph } from './graph.bench.ts';
import { benchLoop } from './loop.bench.ts';
import { benchMemory } from './memory.bench.ts';
import { benchOpencode } from './opencode.bench.ts';
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
  opencode: benchOpencode,
  commands: benchCommands,
  flood: benchFlood,
  workers: benchWorkers,
  memory: benchMemory,
  // Last: what it fills the memory with would slow the others.
  tui: benchTui,
};

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, compare: { type: 'string' }, 'every-node': { type: 'boolean' } },
});
const unknown = positionals.find((name) => !(name in GROUPS));
if (unknown !== undefined) {
  throw new Error(`there is no group "${unknown}"; the groups are ${Object.keys(GROUPS).join(', ')}`);
}
const before = values.compare === undefined ? undefined : readReport(values.compare);
const scratch = mkdtempSync(join(tmpdir(), 'iteratr-bench-'));
let isOk = true;
try {
  for (const [name, bench] of Object.entries(GROUPS)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    beginGroup(name);
    await bench(join(scratch, name));
  }
  if (values.json !== undefined) writeReport(values.json);
  isOk = printTable(before);
  if (values['every-node']) isOk = benchOtherNodes(scratch) && isOk;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = isOk ? 0 : 1;

/** Runs the same groups with the other versions of Node. Returns false if a bound was missed. */
function benchOtherNodes(directory: string): boolean {
  const current = process.versions.node.split('.')[0];
  const others = NODE_VERSIONS.filter((version) => version !== current);
  const results = others.flatMap((version) => {
    const node = fetchNode(version, directory);
    if (node === undefined) return [];
    const json = values.json === undefined ? [] : ['--json', `${values.json}.node-${version}`];
    const script = fileURLToPath(import.meta.url);
    return spawnSync(node, [...process.execArgv, script, ...positionals, ...json], { stdio: 'inherit' })
      .status;
  });
  return results.every((status) => status === 0);
}
