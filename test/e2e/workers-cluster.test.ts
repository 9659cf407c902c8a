// Workers on two machines: a cluster of three NATS servers, a clone each, and a git remote between them, while all of it fails.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ClusterView } from '../cluster/stored-facts.ts';
import { type ExternalCluster, externalCluster } from '../support/nats-external-server.ts';
import { jsonLines, Program, type Running } from '../support/program.ts';
import { hasHostNames, secondMachine, startOn } from '../support/second-machine.ts';
import { waitFor } from '../support/wait-for.ts';
import { CLOSES, does, mergedOn, plans, type Reaction, write } from '../support/worker-scenario.ts';

const TASKS = Array.from({ length: 12 }, (_, index) => index + 1);
const LIMIT_MS = 60_000;

const REACTIONS: readonly Reaction[] = [
  plans(...TASKS.map((task) => `Write ${task}`)),
  ...TASKS.map((task) => does(task, { wait: 2_500 }, write(`${task}.txt`, `${task}`))),
  CLOSES,
];

interface Machines {
  readonly cluster: ExternalCluster;
  readonly view: ClusterView;
  /** The bare repository that both push to. */
  readonly remote: string;
  readonly a: Program;
  /** A clone, with a data directory and work trees of its own. */
  readonly b: Program;
  readonly env: Readonly<Record<string, string>>;
}

async function machines(): Promise<Machines> {
  const cluster = await externalCluster();
  onTestFinished(() => cluster.remove());
  const view = await ClusterView.open(cluster.url);
  onTestFinished(() => view.close());
  const a = new Program();
  // Every file has the number in its name.
  a.write(
    'check.sh',
    'for f in [0-9]*.txt; do test "$f" = "[0-9]*.txt" || test "$(cat $f).txt" = "$f" || exit 1; done\n',
  );
  a.write('iteratr.yml', 'verify: ["sh check.sh"]\n');
  a.git('add', '.');
  a.git('commit', '-qm', 'Configure');
  const { program: b, remote } = secondMachine(a);
  const env = { ITERATR_NATS_URL: cluster.url, ITERATR_NATS_REPLICAS: '3', ITERATR_REMOTE: 'origin' };
  return { cluster, view, remote, a, b, env };
}

/** Starts the program on a machine, with its agent. */
function startWithAgent(
  host: string,
  program: Program,
  args: readonly string[],
  env: Record<string, string>,
): Running {
  const agent = { ITERATR_AGENT: program.agent({ reactions: REACTIONS }).commandLine };
  return startOn(host, program, args, { env: { ...env, ...agent } });
}

function eventsIn(
  running: Running,
  type: string,
): { readonly worker?: string; readonly data: Record<string, unknown> }[] {
  const whole = running.stdout.slice(0, running.stdout.lastIndexOf('\n') + 1);
  return jsonLines(whole).flatMap((line) => {
    const event = line.event as { type: string; worker?: string; data: Record<string, unknown> } | undefined;
    return event?.type === type ? [event] : [];
  });
}

const merges = (running: Running): number => eventsIn(running, 'TaskMerged').length;

/** The merges of workers that are not those of the first machine. */
const mergesOfOthers = (running: Running): number =>
  eventsIn(running, 'TaskMerged').filter(({ worker }) => worker !== 'w1' && worker !== 'w2').length;

it('loses nothing and does nothing twice while the leader of the cluster is killed and a machine sleeps', {
  timeout: 240_000,
}, async () => {
  const { cluster, view, remote, a, b, env } = await machines();
  const two = ['--output', 'json', '--workers', '2'];
  const build = startWithAgent('machine-a', a, ['build', '--headless', ...two], env);
  await build.printed('"type":"TaskClaimed"');
  const work = startWithAgent('machine-b', b, ['work', '--name', 'SPEC', ...two], env);
  await waitFor('both machines to work', () => eventsIn(build, 'WorkerJoined').length === 4, LIMIT_MS);
  await waitFor('a merge', () => merges(build) > 0, LIMIT_MS);

  const leader = await waitFor('a leader', () => view.leader(), LIMIT_MS);
  const server = cluster.servers[Number(leader.replace('node-', '')) - 1];
  const before = merges(build);
  await server?.stop();
  await waitFor('merges with another leader', () => merges(build) >= before + 2, LIMIT_MS);
  await waitFor('a merge of the other machine', () => mergesOfOthers(build) > 0, LIMIT_MS);
  await server?.start();

  work.signal('SIGSTOP');
  await waitFor(
    'the workers of the sleeping machine to be lost',
    () => eventsIn(build, 'WorkerLost').length >= 2,
    LIMIT_MS,
  );
  work.signal('SIGCONT');

  const [built, worked] = await Promise.all([build.ended, work.ended]);
  const ends = [built, worked].map(({ code, stderr }) => ({ code, stderr }));
  expect(ends).toEqual([
    { code: 0, stderr: '' },
    { code: 0, stderr: '' },
  ]);
  expect(jsonLines(built.stdout).at(-1)).toMatchObject({ reason: 'complete' });

  // Each task once: on the remote, on both machines' view of it, and in the events.
  const ids = TASKS.map((task) => `TAS-${task}`).sort();
  b.git('fetch', '--quiet', 'origin');
  expect(mergedOn(a)).toEqual(ids);
  expect(mergedOn(b, 'origin/iteratr/SPEC')).toEqual(ids);
  const recorded = eventsIn(build, 'TaskMerged').map(({ data }) => String(data.id));
  expect(recorded.sort()).toEqual(ids);

  // Nothing but the session's branch was pushed, and it is green at every step.
  const pushed = a.git('--git-dir', remote, 'for-each-ref', '--format=%(refname)');
  expect(pushed.trim().split('\n')).toEqual(['refs/heads/iteratr/SPEC', 'refs/heads/main']);
  const commits = b.git('rev-list', '--first-parent', 'origin/main..origin/iteratr/SPEC').trim().split('\n');
  expect(commits).toHaveLength(TASKS.length);
  for (const commit of commits) {
    b.git('checkout', '--quiet', '--detach', commit);
    execFileSync('sh', ['check.sh'], { cwd: b.workTree });
  }
  for (const task of TASKS) expect(a.git('show', `iteratr/SPEC:${task}.txt`)).toBe(`${task}`);

  // Transcripts are where the workers ran.
  expect(existsSync(join(b.dataDir, 'transcripts', 'SPEC'))).toBe(true);
  if (hasHostNames) {
    const { stdout } = await a.run(['sessions', 'export', 'SPEC'], { env });
    expect(stdout).toMatch(/w1 \(transcript on machine-a\)/);
    expect(stdout).toMatch(/w\d+ \(transcript on machine-b\)/);
  }
  expect(await a.nothingLeft()).toEqual([]);
  expect(await b.nothingLeft()).toEqual([]);
});
