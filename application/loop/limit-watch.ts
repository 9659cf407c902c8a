// Watches the limits of a run: tells the user when one comes near, and ends turns and waits at the limit.
import type { IterationUsage, Role } from '../../domain/iteration/iteration.ts';
import { addUsage, totalUsage } from '../../domain/iteration/iteration-usage.ts';
import { limitUses } from '../../domain/run/limit-uses.ts';
import { isNear, isOverrun, isReached, type Limits, type LimitUse } from '../../domain/run/limits.ts';
import type { Prices } from '../../domain/run/prices.ts';
import { unreportedLimits } from '../../domain/run/reported-usage.ts';
import type { AgentUse } from '../../domain/run/run.ts';
import type { UsedLimits } from '../../domain/run/stop-reason.ts';
import type { Clock } from '../ports/clock.port.ts';
import type { Session } from '../session/session.ts';
import { nearLimitNotice, reachedLimit, unreportedMessage } from '../wording/limit-wording.ts';
import { type KnownCosts, UsageMeter } from './usage-meter.ts';

/** A turn was cancelled, or did not start, because a limit is reached. The work so far counts. */
export class LimitReached extends Error {}

export interface LimitWatchOptions {
  readonly limits: Limits;
  readonly prices: Prices;
  readonly session: Pick<Session, 'state'>;
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly warn: (message: string) => void;
}

/** The clock is looked at this often while a turn runs. */
const LOOK_MS = 30_000;

type Cancel = (reason: LimitReached) => void;

export class LimitWatch {
  /** Meters whose usage is not recorded yet. */
  readonly #meters = new Set<UsageMeter>();
  readonly #known: KnownCosts = new WeakMap();
  readonly #told = new Set<string>();
  readonly #turns = new Set<Cancel>();
  /** The limit that a turn has exceeded, although the recorded usage may not tell. */
  #exceeded: LimitUse | undefined;

  constructor(private readonly options: LimitWatchOptions) {}

  /** Returns a meter whose usage counts at once. Pass it to `recorded` when its shares are recorded. */
  meter(role: Role): UsageMeter {
    const meter = new UsageMeter(role, this.options.prices, this.#known);
    this.#meters.add(meter);
    return meter;
  }

  recorded(meter: UsageMeter): void {
    this.#meters.delete(meter);
  }

  /** Tells the user of limits that come near, and cancels the running turns at a limit that is exceeded by far. */
  look(): void {
    const uses = this.#uses();
    for (const use of uses) {
      if (isNear(use) && !isReached(use)) this.#tellOnce(`${use.scope} ${use.kind}`, nearLimitNotice(use));
    }
    const exceeded = this.#uses(this.#unreportedTokens()).find(isOverrun);
    if (!exceeded || this.#turns.size === 0) return;
    this.#exceeded ??= exceeded;
    for (const cancel of this.#turns) cancel(new LimitReached(reachedLimit(exceeded, true)));
  }

  /** Throws `LimitReached` if no turn may start. Limits of iterations do not concern turns. */
  requireTurn(): void {
    const use = this.#uses().find((candidate) => candidate.kind !== 'iterations' && isReached(candidate));
    if (use) throw new LimitReached(reachedLimit(use, false));
  }

  /** Whether no turn may start. */
  get isReached(): boolean {
    return this.#uses().some((use) => use.kind !== 'iterations' && isReached(use));
  }

  /** Watches a turn: calls `cancel` when it must end. Returns a function that stops this. */
  watchTurn(cancel: Cancel): () => void {
    this.#turns.add(cancel);
    let stop: () => void = () => undefined;
    const tick = (): void => {
      stop = this.options.clock.after(LOOK_MS, () => {
        tick();
        this.look();
      });
    };
    if (this.#uses().some(({ kind }) => kind === 'minutes')) tick();
    return () => {
      this.#turns.delete(cancel);
      stop();
    };
  }

  /** Returns how long a wait of `ms` milliseconds may take: no longer than until the time limit of the run. */
  waitMs(ms: number): number {
    const use = this.#uses().find(({ scope, kind }) => scope === 'run' && kind === 'minutes');
    return use ? Math.min(ms, Math.max(0, Math.ceil((use.limit - use.used) * 60_000))) : ms;
  }

  /** Returns what stops the run after an iteration of this agent. Warns of limits that come near or have no effect. */
  used(use: AgentUse): UsedLimits {
    const { limits, session } = this.options;
    this.look();
    const unreported = unreportedLimits(limits, session.state, use);
    if (unreported?.isBounded) this.#tellOnce(unreported.kinds.join(), unreportedMessage(unreported));
    const uses = this.#uses();
    const exceeded = this.#exceeded;
    return { uses: exceeded ? [exceeded, ...uses] : uses, unreported };
  }

  #uses(moreTokens = 0): readonly LimitUse[] {
    const { limits, session, clock } = this.options;
    return limitUses(limits, session.state, clock.now().getTime(), this.#running(moreTokens));
  }

  #running(moreTokens: number): IterationUsage | null {
    const shares = [...this.#meters].flatMap((meter) => meter.shares());
    const running = totalUsage(shares);
    if (moreTokens === 0) return running;
    const tokens = { inputTokens: null, outputTokens: null, totalTokens: moreTokens, cost: null };
    return addUsage(running, tokens);
  }

  #unreportedTokens(): number {
    return [...this.#meters].reduce((sum, meter) => sum + meter.unreportedTokens, 0);
  }

  #tellOnce(key: string, message: string): void {
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.options.warn(message);
  }
}
