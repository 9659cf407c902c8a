import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync, readFileSync, rmSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TaskAgents } from './task-agents.ts';
const trees = process.argv[2].split(',');
const rounds = Number(process.argv[3] ?? 3);
const workers = process.argv[4] ?? '4';
const agents = await TaskAgents.listen();
const TASKS = 24;
const root = '/tmp/prompts/gain';
const results: Record<string, number[]> = {};
function project(cwd: string) {
  if (existsSync(cwd)) return;
  mkdirSync(join(cwd, 'specs'), { recursive: true });
  writeFileSync(join(cwd, 'specs/SPEC.md'), '# Work\n');
  for (let f = 0; f < 100; f++) mkdirSync(join(cwd, `${f}`));
  for (let f = 0; f < 2000; f++) writeFileSync(join(cwd, `${f % 100}`, `${f}`), `line of ${f}\n`.repeat(30));
  const git = (...a: string[]) => void execFileSync('git', a, { cwd, stdio: 'ignore' });
  git('init', '-q'); git('config', 'user.name', 'B'); git('config', 'user.email', 'b@e.org'); git('add', '.'); git('commit', '-qm', 'First');
}
const TCK = 100;
let n = 0;
for (const t of trees) project(join(root, t.replaceAll('/', '_')));
await sleep(2500);
for (let r = 0; r < rounds; r++) for (const t of trees) {
  const cwd = join(root, t.replaceAll('/', '_'));
  const it = join(t, 'dist/iteratr.js');
  const name = `s${Date.now() % 1e7}-${n++}`;
  const env: NodeJS.ProcessEnv = { ...process.env, HOME: cwd, XDG_STATE_HOME: `${cwd}.state`, XDG_CONFIG_HOME: cwd, XDG_CACHE_HOME: `${cwd}.cache`, ITERATR_AGENT: agents.command(1000), ITERATR_MODEL: 'a/b' };
  const tasks = Array.from({ length: TASKS }, (_, i) => ({ content: `Task ${i + 1}` }));
  execFileSync(process.execPath, [it, 'tool', 'task-batch-add', '--name', name, '--tasks', JSON.stringify(tasks)], { cwd, env, stdio: 'ignore' });
  const prof = process.env.PROF ? ['--cpu-prof', '--cpu-prof-dir', process.env.PROF] : [];
  const cpu0 = process.cpuUsage();
  const child = spawn(process.execPath, [...prof, it, 'build', '--headless', '--trust', '--output', 'json', '--name', name, '--spec', 'specs/SPEC.md', '--workers', workers], { cwd, env: process.env.TRACE ? { ...env, GIT_TRACE2_EVENT: process.env.TRACE } : env, stdio: ['ignore', 'pipe', 'ignore'] });
  let log = '';
  child.stdout.setEncoding('utf8').on('data', (x) => { log += x; });
  let last = 0;
  const seen = new Map<number, { cmd: string; cpu: number; kids: number }>();
  const base = new Map<number, number>();
  const scan = () => { for (const pid of readdirSync('/proc').filter((x) => /^\d+$/.test(x)).map(Number)) { if (pid < child.pid!) continue; try { const st = readFileSync(`/proc/${pid}/stat`, 'utf8'); const s = st.slice(st.lastIndexOf(') ') + 2).split(' '); const comm = st.slice(st.indexOf('(') + 1, st.lastIndexOf(')')); const cpu = (Number(s[11]) + Number(s[12])) / TCK; if (!log.includes('TaskClaimed')) base.set(pid, cpu); seen.set(pid, { cmd: comm, cpu: cpu - (base.get(pid) ?? 0), kids: (Number(s[13]) + Number(s[14])) / TCK }); } catch {} } };
  const scanner = process.env.SCAN ? setInterval(scan, 100) : undefined;
  const timer = setInterval(() => { try { const s = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' '); last = (Number(s[11]) + Number(s[12])) / TCK; const c = (Number(s[13]) + Number(s[14])) / TCK; lastc = c; } catch {} }, 50);
  let lastc = 0;
  await once(child, 'close');
  clearInterval(timer); clearInterval(scanner); if (process.env.SCAN) { for (const [pid, v] of seen) if (v.cpu > 0.05 || v.kids > 0.05) console.log(pid, v.cmd, v.cpu.toFixed(2), v.kids.toFixed(2)); }
  const own = process.cpuUsage(cpu0);
  const ev = log.split('\n').filter(Boolean).map((l) => JSON.parse(l)).filter((l) => l.type === 'recorded').map((l) => ({ ...l.event, worker: l.worker ?? l.event.worker ?? l.event.meta?.worker }));
  writeFileSync(join(root, `last-${t.replaceAll('/', '_')}.ndjson`), log);
  const one = workers === '1';
  const first = ev.find((e) => e.type === (one ? 'IterationStarted' : 'TaskClaimed'))?.time;
  const end = ev.filter((e) => e.type === (one ? 'EvidenceRecorded' : 'TaskMerged')).at(-1)?.time;
  const span = Date.parse(end) - Date.parse(first);
  (results[t] ??= []).push(span);
  console.log(t, span, 'build cpu', last, 'children', lastc, 'agents', ((own.user + own.system) / 1e6).toFixed(2));
}
for (const [t, v] of Object.entries(results)) { v.sort((a, b) => a - b); console.log(t, 'median', v[v.length >> 1], 'min', v[0]); }
process.exit(0);
