// The whole process of a build under load, measured from outside: 10,000 chunks a second from its agent, in a pseudo-terminal.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { spawn } from '@lydell/node-pty';
import { quote } from 'shlex';
import { cpuSeconds } from './measure.ts';
import { bound } from './report.ts';

const ITERATR = fileURLToPath(new URL('../../dist/iteratr.js', import.meta.url));
const AGENT = fileURLToPath(new URL('./flood-agent.mjs', import.meta.url));
const SIZES = [
  { columns: 120, rows: 35 },
  { columns: 200, rows: 60 },
] as const;
const FLOOD_SECONDS = 12;
/** Until the flood is under way, and until everything is quiet after it. */
const WARM_UP_MS = 5_000;
const SETTLE_MS = 8_000;
const MEASURED_MS = 5_000;
/** What every frame begins with: synchronized output. */
const FRAME = '\u001b[?2026h';

/** Measures only where /proc tells the time that a process has used. */
export async function benchFlood(scratch: string): Promise<void> {
  if (process.platform !== 'linux') return;
  for (const size of SIZES) await benchSize(join(scratch, `${size.columns}`), size);
}

async function benchSize(workTree: string, { columns, rows }: (typeof SIZES)[number]): Promise<void> {
  mkdirSync(join(workTree, 'specs'), { recursive: true });
  writeFileSync(join(workTree, 'specs', 'SPEC.md'), '# Flood\n');
  const agent = [process.execPath, AGENT, `${FLOOD_SECONDS}`].map((word) => quote(word)).join(' ');
  const args = [
    ITERATR,
    'build',
    '--trust',
    '--spec',
    'specs/SPEC.md',
    '--iterations',
    '1',
    '--model',
    'a/b',
  ];
  const pty = spawn(process.execPath, args, {
    cols: columns,
    rows,
    cwd: workTree,
    env: {
      ...process.env,
      HOME: workTree,
      ITERATR_AGENT: agent,
      TERM: 'xterm-256color',
      COLORTERM: 'truecolor',
    },
  });
  let frames = 0;
  pty.onData((data) => {
    frames += data.split(FRAME).length - 1;
  });
  const over = new Promise<void>((resolve) => pty.onExit(() => resolve()));
  const at = `${columns}x${rows}, a whole build`;
  await sleep(WARM_UP_MS);
  const before = frames;
  const load = await shareOfCore(pty.pid);
  bound(`${at}: frames a second under that load`, ((frames - before) / MEASURED_MS) * 1_000, 'at least', 30);
  bound(`${at}: share of a core under that load`, load, 'below', 35, '%');
  await sleep(SETTLE_MS);
  bound(`${at}: share of a core when idle`, await shareOfCore(pty.pid), 'below', 1, '%');
  pty.kill('SIGTERM');
  await over;
}

/** Returns the percentage of one core that a process uses from now on. */
async function shareOfCore(pid: number): Promise<number> {
  const [used, begun] = [cpuSeconds(pid), performance.now()];
  await sleep(MEASURED_MS);
  return ((cpuSeconds(pid) - used) / ((performance.now() - begun) / 1_000)) * 100;
}
