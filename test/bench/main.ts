// `npm run bench`: every figure that is promised, as a ratio within one run where a bound is promised.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchCommands } from './commands.bench.ts';
import { benchCommits } from './commits.bench.ts';
import { benchFlood } from './flood.bench.ts';
import { benchGraph } from './graph.bench.ts';
import { benchLoop } from './loop.bench.ts';
import { printTable } from './report.ts';
import { benchListing, benchSessions } from './sessions.bench.ts';
import { benchTui } from './tui.bench.ts';
import { benchWorkers } from './workers.bench.ts';

const scratch = mkdtempSync(join(tmpdir(), 'iteratr-bench-'));
try {
  benchGraph();
  await benchLoop();
  await benchSessions(join(scratch, 'sessions'));
  await benchListing(join(scratch, 'lists'));
  await benchCommits(join(scratch, 'repository'));
  await benchCommands(join(scratch, 'commands'));
  await benchFlood(join(scratch, 'flood'));
  await benchWorkers(join(scratch, 'workers'));
  // Last: what it fills the memory with would slow the others.
  await benchTui();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = printTable() ? 0 : 1;
