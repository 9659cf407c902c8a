// One round: start a build, kill or break something at some moment, see it recover, end it in order, and look at everything.
import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredEvent } from '../../application/codec/event-codec.ts';
import type { Running } from '../support/program.ts';
import { waitFor } from '../support/wait-for.ts';
import type { Acknowledged } from './acknowledged.ts';
import { type Arena, SESSION, type Victim } from './arena.ts';
import type { Chance } from './chance.ts';
import { damageStore, loseDirectory, SURVIVED } from './disasters.ts';
import { violationIn } from './invariants.ts';
import { Violated, violated } from './violated.ts';
import { startWriters } from './writers.ts';

const RECOVERY_MS = 90_000;
const ENDING_MS = 30_000;
/** What has been killed may take this long to be gone, and what it left behind to be ended. */
const LEFT_MS = 5_000;
const LONGEST_DELAY_MS = 1_500;
/** How long a victim that does not run now is waited for. */
const VICTIM_MS = 3_000;

/** What is killed at one moment, or what else happens. */
type Blow = readonly Victim[] | keyof typeof SURVIVED;

/** What is known from the rounds before. */
export interface History {
  events: readonly StoredEvent[];
  readonly acknowledged: Acknowledged[];
}

export interface Report {
  /** In words. */
  readonly happened: string;
  readonly events: number;
  readonly acknowledged: number;
}

/** Throws `Violated`. */
export async function playRound(
  arena: Arena,
  round: number,
  chance: Chance,
  history: History,
): Promise<Report> {
  const { program } = arena;
  const agent = chance.pick<'plain' | 'stubborn'>(['plain', 'plain', 'plain', 'stubborn']);
  const signal = chance.pick<'SIGTERM' | 'SIGINT' | 'SIGHUP'>(['SIGTERM', 'SIGINT', 'SIGHUP']);
  const writers = startWriters(program, round, chance);
  let build = arena.build(agent);
  const happened: string[] = [];
  try {
    for (const blow of blows(chance)) {
      if (typeof blow === 'string') {
        await untilStarted(build);
        await sleep(chance.below(LONGEST_DELAY_MS));
        happened.push(await SURVIVED[blow](arena, build, chance));
        continue;
      }
      const early = chance.happens(0.2);
      const delay = chance.below(LONGEST_DELAY_MS);
      if (!early) await untilStarted(build);
      await sleep(delay);
      const victims = await strike(arena, blow, chance);
      happened.push(
        `killed ${victims.join('+') || 'nothing'} after ${delay} ms${early ? ' (starting)' : ''}`,
      );
      build = await recovered(arena, build, agent, victims);
    }
    await untilIterationEnds(build);
  } finally {
    await writers.stop();
  }
  if (chance.happens(0.15)) {
    // What others write now would go to a new store.
    happened.push(await loseDirectory(arena, build, chance));
  } else await end(build, signal);
  await expectNothingLeft(arena, 'the end of the round');
  arena.release();
  if (chance.happens(0.15)) happened.push(await damageStore(arena, chance));
  if (writers.misbehaved[0] !== undefined)
    throw violated('a command succeeds or says why not in one line', '', writers.misbehaved[0]);

  history.acknowledged.push(...writers.acknowledged);
  const acknowledged = [...history.acknowledged, ...arena.answers()];
  const events = await program.events(SESSION);
  const violation = violationIn({
    events,
    before: history.events,
    acknowledged,
    prompts: arena.prompts(),
    completionHooks: arena.completionHooks(),
    landed: arena.landed(),
  });
  if (violation) throw new Violated(violation);
  await expectSameTasks(arena, events);
  expectNoMarkers(arena);
  await expectNothingLeft(arena, 'looking at the session');
  history.events = events;
  return { happened: happened.join(', then '), events: events.length, acknowledged: acknowledged.length };
}

/** Mostly one, at times a second one while the first is recovered from. */
function blows(chance: Chance): Blow[] {
  const blow = (): Blow =>
    chance.pick<Blow>([
      ['build'],
      ['build'],
      ['agent'],
      ['agent'],
      ['server'],
      ['server'],
      ['build', 'agent', 'server'],
      ['build', 'agent', 'server'],
      ['build', 'agent'],
      ['build', 'hook'],
      ['hook'],
      ['command'],
      'suspended',
      'withoutRunFile',
      'cleaned',
    ]);
  return chance.happens(0.25) ? [blow(), blow()] : [blow()];
}

/** Kills what there is of them at one moment, in some order; returns what it was. */
async function strike(arena: Arena, blow: readonly Victim[], chance: Chance): Promise<Victim[]> {
  const what = (['hook', 'agent'] as const).find((victim) => blow.includes(victim));
  const lingers = what !== undefined && chance.happens(0.5);
  if (lingers) arena.linger(what);
  const found = () =>
    blow.map((victim) => ({ victim, processes: arena.find(victim) })).filter((f) => f.processes.length > 0);
  await waitFor('a victim', () => found().length === blow.length, VICTIM_MS).catch(() => undefined);
  // A victim that lingers is not looked for: at times it does already, at times not yet.
  if (lingers) await sleep(chance.below(600));
  const left = arena.lingering();
  const targets = chance.happens(0.5) ? found() : found().reverse();
  for (const { victim, processes } of targets) {
    // Of commands and hooks one; of the others there is one, or none may be left.
    const one = processes[chance.below(processes.length)];
    arena.kill(one && (victim === 'command' || victim === 'hook') ? [one] : processes);
  }
  // What was to linger and is not dead would hold up everything.
  arena.release(left);
  return targets.map(({ victim }) => victim);
}

/** The build that goes on, or the next one where it was killed itself. */
async function recovered(
  arena: Arena,
  build: Running,
  agent: 'plain' | 'stubborn',
  victims: readonly Victim[],
): Promise<Running> {
  const ended = await Promise.race([build.ended, sleep(0, undefined)]);
  if (victims.includes('build')) {
    await build.ended;
    return arena.build(agent);
  }
  // An agent that is killed before it has said hello has not started, and neither has the build.
  const unready = !hasStarted(build) && victims.includes('agent');
  const end = unready ? await Promise.race([build.ended, started(build)]) : ended;
  if (end === undefined) return build;
  if (!unready || end.code !== 1 || end.stderr === '') {
    throw violated('a build goes on when something else is killed', 'no end', describe(end));
  }
  return arena.build(agent);
}

function hasStarted(build: Running): boolean {
  return build.stdout.includes('"type":"run-started"');
}

async function started(build: Running): Promise<undefined> {
  await waitFor('the run to start', () => hasStarted(build), RECOVERY_MS).catch(() => undefined);
}

/** Resolves at its end as well, which is judged elsewhere. */
async function untilStarted(build: Running): Promise<void> {
  await Promise.race([build.ended, started(build)]);
}

const FINISHED = /"type":"IterationEnded"[^\n]*"outcome":"finished"/g;

async function untilIterationEnds(build: Running): Promise<void> {
  const count = () => build.stdout.match(FINISHED)?.length ?? 0;
  const before = count();
  const finished = waitFor('an iteration to finish', () => count() > before, RECOVERY_MS).then(
    () => undefined,
    () => 'late' as const,
  );
  const end = await Promise.race([build.ended, finished]);
  if (end === 'late') {
    const found = `${build.stdout.slice(-2_000)}\n${build.stderr}`;
    throw violated('work goes on after a kill', `an iteration within ${RECOVERY_MS / 1000} s`, found);
  }
  if (end) throw violated('a build ends when it is told to', 'no end', describe(end));
}

async function end(build: Running, signal: 'SIGTERM' | 'SIGINT' | 'SIGHUP'): Promise<void> {
  build.signal(signal);
  const ended = await Promise.race([build.ended, sleep(ENDING_MS, undefined, { ref: false })]);
  if (!ended) throw violated(`${signal} ends a build in order`, `its end within ${ENDING_MS / 1000} s`, '');
  const code = signal === 'SIGTERM' ? 143 : 130;
  if (ended.code !== code)
    throw violated(`${signal} ends a build in order`, `exit code ${code}`, describe(ended));
}

async function expectNothingLeft(arena: Arena, after: string): Promise<void> {
  const left = () => arena.program.processes();
  await waitFor('processes to end', () => left().length === 0, LEFT_MS).catch(() => undefined);
  if (left().length > 0) throw violated(`no process is left after ${after}`, 'none', JSON.stringify(left()));
}

/** What the program itself makes of the events, with its snapshots. */
async function expectSameTasks({ program }: Arena, events: readonly StoredEvent[]): Promise<void> {
  const expected = new Map<string, string>();
  for (const { type, data } of events) {
    const { id, status, to } = data as Record<string, string>;
    if (type === 'TaskAdded' && id) expected.set(id, status ?? '');
    if (type === 'TaskStatusChanged' && id) expected.set(id, to ?? '');
    if ((type === 'TaskReleased' || type === 'TaskReturned') && id) expected.set(id, 'remaining');
  }
  const listed = (await program.tool('task-list')) as { id: string; status: string }[];
  const found = new Map(listed.map(({ id, status }) => [id, status]));
  const wrong = [...expected].find(([id, status]) => found.get(id) !== status);
  if (wrong || found.size !== expected.size)
    throw violated(
      'task-list shows what the events say',
      wrong?.join(' ') ?? `${expected.size} tasks`,
      wrong ? `${found.get(wrong[0])}` : `${found.size}`,
    );
}

/** Every commit of the branch would pass the check: no conflict was merged as it was. */
function expectNoMarkers(arena: Arena): void {
  const marked = arena.marked();
  if (marked !== undefined) throw violated('no commit of the branch has conflict markers', 'none', marked);
}

function describe({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }): string {
  return `exit code ${code}; ${stderr}${stdout.slice(-1_500)}`;
}
