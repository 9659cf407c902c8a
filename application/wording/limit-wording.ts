// Words limits for people: how much of one is used, that it comes near, and how to go on when it is reached.
import { GRACE_MINUTES, type LimitKind, type LimitUse } from '../../domain/run/limits.ts';
import type { ReportedKind, Unreported } from '../../domain/run/reported-usage.ts';
import { formatAmount, formatCount, formatWhole, plural } from './count.ts';
import { formatDuration } from './duration.ts';

interface KindWording {
  /** Completes "the … limit". */
  readonly word: string;
  /** The flag of `iteratr build` that sets the limit of a run. */
  readonly flag: string;
  /** The key of the configuration that sets it. */
  readonly key: string;
}

const WORDING: Readonly<Record<LimitKind, KindWording>> = {
  iterations: { word: 'iteration', flag: '--iterations', key: 'iterations' },
  minutes: { word: 'time', flag: '--max-minutes', key: 'limits.minutes' },
  cost: { word: 'cost', flag: '--max-cost', key: 'limits.cost' },
  tokens: { word: 'token', flag: '--max-tokens', key: 'limits.tokens' },
};

/** Returns the name of a limit: `cost limit of this run`. */
function limitName({ scope, kind }: LimitUse): string {
  return `${WORDING[kind].word} limit of ${scope === 'run' ? 'this run' : 'the session'}`;
}

/** Returns what is used of a limit: `$4.10 of $5.00`, `50 min 3 s of 1 h 0 min`, `1.2M of 2.0M tokens`. */
export function formatLimitUse({ kind, used, limit, currency = 'USD', estimated }: LimitUse): string {
  switch (kind) {
    case 'iterations':
      return `${formatWhole(used)} of ${plural(limit, 'iteration')}`;
    case 'minutes':
      return `${formatDuration(used * 60_000)} of ${formatDuration(limit * 60_000)}`;
    case 'cost': {
      const mark = estimated && { estimated };
      return `${formatAmount({ amount: used, currency, ...mark })} of ${formatAmount({ amount: limit, currency })}`;
    }
    case 'tokens':
      return `${formatCount(used)} of ${formatCount(limit)} tokens`;
    default:
      return kind satisfies never;
  }
}

/** Returns the same for a status line: `$4.10 of $5`, `50 of 60 min`, `1.2M of 2.0M tokens`. */
export function shortLimitUse(use: LimitUse): string {
  const { kind, used, limit } = use;
  switch (kind) {
    case 'iterations':
      return `${used} of ${plural(limit, 'iteration')}`;
    case 'minutes':
      return `${Math.floor(used)} of ${Math.round(limit * 10) / 10} min`;
    case 'cost':
      return formatLimitUse(use).replace(/\.00(?!.* of )/, '');
    case 'tokens':
      return formatLimitUse(use);
    default:
      return kind satisfies never;
  }
}

/** Returns the notice for a limit that comes near. */
export function nearLimitNotice(use: LimitUse): string {
  const percent = Math.floor((use.used / use.limit) * 100);
  return `${percent}% of the ${limitName(use)} is used: ${formatLimitUse(use)} (${keyOf(use)})`;
}

/** Returns why a turn was cancelled or did not start. */
export function reachedLimit(use: LimitUse, isOverrun: boolean): string {
  const past = use.kind === 'minutes' ? `by ${GRACE_MINUTES} min` : 'twice';
  const how = isOverrun ? `exceeded the ${limitName(use)} ${past}` : `reached the ${limitName(use)}`;
  return `${how}: ${formatLimitUse(use)} used`;
}

/** Returns how to continue: `again` is "run again", with what to change of the command. */
export function limitRemedy({ scope, kind }: LimitUse, again: string): string {
  if (scope === 'session') return `raise limits.session.${kind} to continue`;
  const { flag, key } = WORDING[kind];
  return `${again} to continue, or raise the limit with ${flag} (${key})`;
}

/** Returns what the user must know of limits that cannot be counted, and what to do. */
export function unreportedMessage({ kinds, use: { agent, model } }: Unreported): string {
  const who = model === '' ? `the agent ${agent}` : `the agent ${agent} with the model ${model}`;
  const named = kinds.map((kind) => WORDING[kind].word).join(' and ');
  const remedy = kinds.includes('cost') ? 'set `prices` for the model, or ' : '';
  const others = kinds.includes('tokens') ? 'limits.minutes' : 'limits.tokens or limits.minutes';
  return `${who} reports no ${kinds.map((kind) => NOUN[kind]).join(' and no ')}, so the ${named} limit has no effect; ${remedy}set another limit such as ${others}`;
}

const NOUN: Readonly<Record<ReportedKind, string>> = { cost: 'cost', tokens: 'tokens' };

function keyOf({ scope, kind }: LimitUse): string {
  return scope === 'session' ? `limits.session.${kind}` : WORDING[kind].key;
}
