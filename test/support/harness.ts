/**
 * Runs the whole loop in memory, with a memory store, turns written in the test, and fakes that record their calls.
 *
 * The smallest example, with one turn in which the agent does nothing:
 *
 *     const harness = new Harness({ turns: [() => {}] });
 *     const result = await harness.run({ iterations: 1 });
 *     expect(result.reason).toBe('iteration_limit');
 */

import { MemoryEventStore } from '../../adapters/memory/memory-event-store.ts';
import { MemorySnapshotStore } from '../../adapters/memory/memory-snapshot-store.ts';
import type { RunAgent } from '../../application/loop/current-context.ts';
import type { Planning } from '../../application/loop/planning.ts';
import type { Reviewer } from '../../application/loop/reviewer.ts';
import type { RunRequest } from '../../application/loop/run.ts';
import type { RunResult } from '../../application/loop/run-result.ts';
import { RunSession } from '../../application/loop/run-session.ts';
import type {
  Check,
  CheckOccasion,
  CheckResult,
  CheckRunner,
} from '../../application/ports/check-runner.port.ts';
import type { Clock } from '../../application/ports/clock.port.ts';
import type { HookContext, HookEvent, HookRunner } from '../../application/ports/hook-runner.port.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { ProtectedFiles } from '../../application/ports/protected-files.port.ts';
import type { ReviewedWork } from '../../application/ports/review-tree.port.ts';
import type { RunEvent } from '../../application/ports/run-observer.port.ts';
import type { SpecSource } from '../../application/ports/spec-source.port.ts';
import type { StoreWait, StoreWaits } from '../../application/ports/store-waits.port.ts';
import type {
  CommitResult,
  WorkTree,
  WorkTreeChanges,
  WorkTreeState,
} from '../../application/ports/work-tree.port.ts';
import { SessionRegistry } from '../../application/session/session-registry.ts';
import { RunTool } from '../../application/tools/run-tool.ts';
import type { ToolInput, ToolResult } from '../../application/tools/tool.ts';
import type { FoundRequirement } from '../../domain/plan/plan.ts';
import type { CheckOutcome } from '../../domain/proof/proof.ts';
import type { HookPoint } from '../../domain/run/hook-point.ts';
import { NO_LIMITS } from '../../domain/run/limits.ts';
import type { AgentUse } from '../../domain/run/run.ts';
import type { Actor, RecordedEvent, SessionEvent } from '../../domain/session/session.events.ts';
import { sessionName } from '../../domain/session/session-name.ts';
import type { WorkerName } from '../../domain/worker/worker.ts';
import type { ContractHook } from '../contracts/hook-runner.contract.ts';
import { type AgentFaults, type Turn, TurnAgent } from './scripted-turns.ts';

/** A clock that advances by a millisecond per reading. Sleeping takes no time and is recorded. */
export class FakeClock implements Clock {
  readonly sleeps: number[] = [];
  readonly #timers = new Set<{ readonly at: number; readonly callback: () => void }>();
  #now = Date.parse('2026-01-01T00:00:00Z');

  now(): Date {
    this.#now += 1;
    return new Date(this.#now);
  }

  async sleep(ms: number, _signal?: AbortSignal): Promise<void> {
    this.sleeps.push(ms);
    this.#now += ms;
  }

  /** Starts a timer that fires only when a test calls `elapse`. */
  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** The number of timers that are running. */
  get waiting(): number {
    return this.#timers.size;
  }

  /** Lets time pass: fires the timers that are due meanwhile, in order, also those that they start. */
  elapse(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [next] = [...this.#timers].sort((a, b) => a.at - b.at);
      if (!next || next.at > end) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
    this.#now = Math.max(this.#now, end);
  }

  /** Lets time pass in which the process does not run: the timers that are due fire only afterwards. */
  suspend(ms: number): void {
    this.#now += ms;
  }
}

/** Fake hooks per hook point. A text means one hook whose output goes to the agent unchanged. */
export class FakeHooks implements HookRunner {
  readonly calls: { readonly point: HookPoint; readonly context: HookContext }[] = [];

  constructor(private readonly hooks: Partial<Record<HookPoint, string | readonly ContractHook[]>>) {}

  has(point: HookPoint): boolean {
    return (this.hooks[point] ?? []).length > 0;
  }

  async run(
    point: HookPoint,
    context: HookContext,
    observe: (event: HookEvent) => void,
    signal: AbortSignal,
  ): Promise<string> {
    this.calls.push({ point, context });
    const hooks = this.hooks[point] ?? [];
    const texts: string[] = [];
    for (const hook of typeof hooks === 'string' ? [{ output: hooks, pipeOutput: true }] : hooks) {
      if (signal.aborted) break;
      const error = runFake(hook, point, observe, signal);
      if (hook.pipeOutput) texts.push(error === '' ? hook.output : `${hook.output}\n[${error}]`);
    }
    return texts.join('\n\n');
  }
}

/** Returns the error of the hook, '' if it succeeded. */
function runFake(
  { output, fails = false }: ContractHook,
  point: HookPoint,
  observe: (event: HookEvent) => void,
  signal: AbortSignal,
): string {
  const command = `echo ${output}`;
  observe({ type: 'hook-started', point, command });
  if (!signal.aborted) observe({ type: 'hook-output', point, text: output });
  const exitCode = signal.aborted ? null : fails ? 1 : 0;
  const error = exitCode === null ? 'interrupted' : fails ? 'exited with code 1' : '';
  observe({ type: 'hook-ended', point, command, exitCode, durationMs: 0, error });
  return error;
}

type FakeOutcome = CheckOutcome | { readonly failing: readonly string[] };

/** Fake checks with the outcomes that a test names. */
/** A fake spec file; undefined if it cannot be read. */
class FakeSpec implements SpecSource {
  text: string | undefined = 'the spec';

  async read(): Promise<string | undefined> {
    return this.text;
  }

  isSpec(_named: string, path: string): boolean {
    return path === '/work/SPEC.md';
  }

  diff(before: string, after: string): string {
    return `--- before\n+++ after\n-${before}\n+${after}\n`;
  }
}

/** Fake protected files, each with its content instead of a hash. */
export class FakeProtectedFiles implements ProtectedFiles {
  readonly unmatched: readonly string[] = [];
  readonly isConfigured: boolean;
  /** By path. */
  readonly contents: Map<string, string>;

  constructor(files?: Readonly<Record<string, string>>) {
    this.isConfigured = files !== undefined;
    this.contents = new Map(Object.entries(files ?? {}));
  }

  covers(path: string): boolean {
    return path.startsWith('test/');
  }

  allowsNew(): boolean {
    return false;
  }

  async read(): Promise<ReadonlyMap<string, string>> {
    return new Map(this.contents);
  }

  async keep(): Promise<void> {}

  async diff(path: string, hash: string | null): Promise<string> {
    return `-${hash}\n+${this.contents.get(path)}\n`;
  }
}

export class FakeChecks implements CheckRunner {
  readonly checks: readonly Check[];
  readonly calls: string[] = [];

  /** `onCheck` is called with the number of the call, while the check runs. */
  constructor(
    private readonly outcomes: Readonly<Record<string, readonly FakeOutcome[]>>,
    private readonly onCheck: (call: number) => unknown = () => undefined,
  ) {
    this.checks = Object.keys(outcomes).map((name) => {
      const [command = '', on] = name.split(' @');
      return { command, timeoutSeconds: 600, on: on ? [on as CheckOccasion] : ['task', 'session'] };
    });
  }

  async run({ command, on }: Check, onOutput: (text: string) => void): Promise<CheckResult> {
    const name = on.length === 1 ? `${command} @${on[0]}` : command;
    const outcomes = this.outcomes[name] ?? [];
    const played = this.calls.filter((call) => call === command).length;
    this.calls.push(command);
    await this.onCheck(this.calls.length);
    const one = outcomes[Math.min(played, outcomes.length - 1)] ?? 'green';
    const outcome = typeof one === 'string' ? one : 'red';
    const failing = typeof one === 'string' ? [] : one.failing;
    const output = `${command} is ${outcome}`;
    onOutput(output);
    const exitCode = { green: 0, red: 1, timeout: null, missing: 127 }[outcome];
    const tests = failing.length === 0 ? null : { passed: 1, failed: failing.length, skipped: 0 };
    return { outcome, exitCode, durationMs: 5, output, tests, failing };
  }
}

interface FakeState extends WorkTreeState {
  /** Number of changes at that time. */
  readonly changes: number;
}

/** A fake work tree that first returns the entries of `results` and `changed`, in order, and then the effects of `change`. */
export class FakeWorkTree implements WorkTree {
  readonly messages: string[] = [];
  readonly #kept = new Map<string, WorkTreeState>();
  readonly #changes: { readonly path: string; commit: string | null }[] = [];

  constructor(
    private readonly results: CommitResult[] = [],
    private readonly changed: string[][] = [],
  ) {}

  change(path: string): void {
    this.#changes.push({ path, commit: null });
  }

  async capture(): Promise<FakeState> {
    return { kind: 'work-tree-state', changes: this.#changes.length };
  }

  cleanState(): FakeState {
    return { kind: 'work-tree-state', changes: this.#changes.length };
  }

  async keep(session: string, since: WorkTreeState | null): Promise<void> {
    if (since) this.#kept.set(session, since);
    else this.#kept.delete(session);
  }

  async kept(session: string): Promise<WorkTreeState | undefined> {
    return this.#kept.get(session);
  }

  isClean(state: WorkTreeState): boolean {
    return this.uncommittedIn(state).length === 0;
  }

  async changedSince(since: WorkTreeState): Promise<WorkTreeChanges> {
    const files = this.changed.shift() ?? pathsOf(this.#since(since));
    return { files, progress: files.length > 0 };
  }

  uncommittedIn(state: WorkTreeState): readonly string[] {
    const { changes } = state as FakeState;
    return pathsOf(this.#changes.slice(0, changes).filter(({ commit }) => commit === null));
  }

  async uncommittedSince(since: WorkTreeState): Promise<readonly string[]> {
    return pathsOf(this.#since(since).filter(({ commit }) => commit === null));
  }

  async commitsSince(since: WorkTreeState): Promise<readonly string[]> {
    return [...new Set(this.#since(since).flatMap(({ commit }) => commit ?? []))];
  }

  async commitSince(
    since: WorkTreeState,
    message: string,
    except: ReadonlySet<string>,
  ): Promise<CommitResult> {
    this.messages.push(message);
    const changes = this.#since(since).filter(({ path }) => !except.has(path));
    return this.results.shift() ?? this.#commit(changes);
  }

  #commit(changes: { readonly path: string; commit: string | null }[]): CommitResult {
    const open = changes.filter((change) => change.commit === null);
    if (open.length === 0) return { type: 'clean', commit: changes.at(-1)?.commit ?? null, warnings: [] };
    const commit = `commit-${this.messages.length}`;
    for (const change of open) change.commit = commit;
    return { type: 'committed', commit, files: pathsOf(open), warnings: [] };
  }

  #since(since: WorkTreeState) {
    return this.#changes.slice((since as FakeState).changes);
  }
}

function pathsOf(changes: readonly { readonly path: string }[]): string[] {
  return [...new Set(changes.map(({ path }) => path))].sort();
}

export const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} };

export interface HarnessOptions {
  readonly turns?: readonly Turn[];
  readonly faults?: AgentFaults;
  readonly hooks?: Partial<Record<HookPoint, string>>;
  /** The outcomes of each check, in order; the last one stays. */
  readonly checks?: Readonly<Record<string, readonly FakeOutcome[]>>;
  /** The protected files at the start, by path; undefined: none are configured. */
  readonly protectedFiles?: Readonly<Record<string, string>>;
  readonly onCheck?: (call: number) => unknown;
  readonly commits?: CommitResult[];
  /** Changed files per iteration. */
  readonly changed?: string[][];
  readonly planning?: Planning;
  /** What the spec asks for. */
  readonly requirements?: readonly FoundRequirement[];
  readonly request?: Partial<RunRequest>;
  /** The agents that continue when the first one cannot, with their turns. */
  readonly others?: readonly { readonly use: AgentUse; readonly turns: readonly Turn[] }[];
  /** The turns of the reviewer; without them nothing is reviewed. */
  readonly reviews?: readonly Turn[];
  readonly rounds?: number;
  readonly reviewFaults?: AgentFaults;
  /** What the reviewer's work tree throws. */
  readonly treeFault?: Error;
  /** A store from an earlier run, to resume it. */
  readonly store?: MemoryEventStore;
}

export const SESSION = sessionName('demo');

export class Harness {
  readonly clock = new FakeClock();
  readonly hooks: FakeHooks;
  readonly checks: FakeChecks;
  readonly protectedFiles: FakeProtectedFiles;
  readonly spec = new FakeSpec();
  readonly workTree: FakeWorkTree;
  readonly agent: TurnAgent;
  readonly others: readonly (RunAgent & { readonly turns: Turn[] })[];
  /** The agent of the reviewer. */
  readonly reviewing: TurnAgent;
  /** What the reviewer looked at, and the trees that are still open. */
  readonly reviewed: ReviewedWork[] = [];
  openTrees = 0;
  readonly store: MemoryEventStore;
  readonly sessions: SessionRegistry;
  readonly seen: RunEvent[] = [];
  readonly interrupt = new AbortController();
  /** Aborting it, with an error as the reason, loses the store. */
  readonly storeLost = new AbortController();
  readonly claimLost = new AbortController();
  /** Tells the run that the store is waited for. */
  tellWait: (wait: StoreWait) => void = () => undefined;
  readonly storeWaits: StoreWaits = {
    onChange: (listener) => {
      this.tellWait = listener;
      return () => undefined;
    },
    shorten: () => undefined,
  };
  readonly #tools: RunTool;

  constructor(private readonly options: HarnessOptions = {}) {
    this.store = options.store ?? new MemoryEventStore();
    this.hooks = new FakeHooks(options.hooks ?? {});
    this.checks = new FakeChecks(options.checks ?? {}, options.onCheck);
    this.protectedFiles = new FakeProtectedFiles(options.protectedFiles);
    this.workTree = new FakeWorkTree(options.commits ?? [], options.changed ?? []);
    let id = 0;
    const prefix = Math.random().toString(36).slice(2);
    const ports = {
      events: this.store,
      snapshots: new MemorySnapshotStore(),
      summaries: new MemorySnapshotStore(),
      clock: this.clock,
      ids: { next: () => `${prefix}-${++id}` },
    };
    this.sessions = new SessionRegistry(ports, this.store);
    this.#tools = new RunTool(this.sessions);
    const runTool = (name: string, input: ToolInput) => this.tool(name, input, 'agent');
    this.agent = new TurnAgent(options.turns ?? [], runTool, options.faults);
    this.reviewing = new TurnAgent(options.reviews ?? [], runTool, options.reviewFaults);
    this.others = (options.others ?? []).map(({ use, turns: written }) => {
      const turns = [...written];
      return { use, turns, agent: new TurnAgent(turns, runTool) };
    });
  }

  /** Calls a tool, by default as the user in another terminal. */
  tool(name: string, input: ToolInput = {}, actor: Actor = 'user', worker?: WorkerName): Promise<ToolResult> {
    return this.#tools.run({ tool: name, session: SESSION, input, actor, worker });
  }

  #reviewer(): Reviewer | undefined {
    const { reviews, rounds = 2, treeFault } = this.options;
    if (!reviews) return undefined;
    return {
      use: { agent: 'judge', model: 'judge/model' },
      rounds,
      tools: '',
      template: {
        render: async (v) => `review\n${v.tasks}\n${v.summary}\n${v.changes}\n${v.checks}\n${v.returns}`,
      },
      agentIn: () => this.reviewing,
      trees: {
        prepare: async () => undefined,
        open: async (work) => {
          if (treeFault) throw treeFault;
          this.reviewed.push(work);
          this.openTrees++;
          const close = async () => void this.openTrees--;
          return { cwd: '/review-tree', changes: `changes of ${work.commit}`, close };
        },
      },
    };
  }

  run(request: Partial<RunRequest> = {}): Promise<RunResult> {
    const { agent, hooks, workTree, clock } = this;
    const { planning } = this.options;
    const session = new RunSession(this.sessions, {
      ...(planning && { planning }),
      agents: [{ use: { agent: 'fake', model: 'fake/model' }, agent }, ...this.others],
      checks: this.checks,
      protectedFiles: this.protectedFiles,
      specSource: this.spec,
      readRequirements: async () => this.options.requirements ?? [],
      reviewer: this.#reviewer(),
      hooks,
      workTree,
      clock,
      logger: SILENT,
      storeLost: this.storeLost.signal,
      claimLost: this.claimLost.signal,
      storeWaits: this.storeWaits,
      random: () => 0,
      template: {
        render: async (v) => `iteration ${v.iteration}\n${v.tasks}\n${v.notes}\n${v.history}\n${v.extra}`,
      },
      observer: { notify: (event) => void this.seen.push(event) },
    });
    const prompt = {
      session: SESSION,
      spec: 'the spec',
      extra: '',
      tools: '',
      port: 4222,
      binary: 'iteratr',
    };
    const defaults: RunRequest = {
      session: SESSION,
      spec: { named: 'specs/demo.md', path: 'specs/demo.md' },
      iterations: 0,
      limits: NO_LIMITS,
      prices: {},
      autoCommit: true,
      cwd: '/work-tree',
      prompt,
      mcpServers: () => [],
      maxFailures: 3,
      stallAfter: 3,
      verifyRounds: 2,
      answerTimeoutMs: 'none',
      tasksPerIteration: 1,
      fallbackAfterMs: 300_000,
      idleTimeoutMs: 600_000,
      toolTimeoutMs: 3_600_000,
      iterationTimeoutMs: 0,
    };
    return session.execute({ ...defaults, ...this.options.request, ...request }, this.interrupt.signal);
  }

  async recorded(): Promise<RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for await (const commit of this.store.read(SESSION, 0)) events.push(...commit.events);
    return events;
  }

  /** Returns the types of all events, in order. */
  async types(): Promise<string[]> {
    return (await this.recorded()).map(({ event }) => event.type);
  }

  /** The recorded events, without those that this program does not know. */
  async events(): Promise<SessionEvent[]> {
    return (await this.recorded()).flatMap(({ event }) => (event.type === 'Unknown' ? [] : [event]));
  }

  notices(): string[] {
    return this.seen.flatMap((event) => (event.type === 'notice' ? [event.message] : []));
  }
}
