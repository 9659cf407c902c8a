// Judges work by the runs of its checks.
import { listed } from '../listed.ts';
import type { CheckOutcome, CheckRun, KnownCheck } from './proof.ts';
import type { ProtectedChange } from './protection.ts';

/** Number of protected files that a reason names. */
const NAMED = 10;

/** `unproven`: a check is red, but was never green in this session, so that the agent's work may be right. */
export type Verdict =
  | { readonly type: 'green' }
  | { readonly type: 'unproven'; readonly reason: string }
  | { readonly type: 'red'; readonly reason: string; readonly red: readonly CheckRun[] };

/** Judges tasks by these runs. `known` is what was known before them. */
export function verdictOnTasks(runs: readonly CheckRun[], known: readonly KnownCheck[]): Verdict {
  const notGreen = runs.filter(({ outcome }) => outcome !== 'green');
  const red = notGreen.filter((run) => isToBlame(run, known));
  if (red.length > 0) return { type: 'red', reason: reasonOf(red, known), red };
  if (notGreen.length > 0) {
    return { type: 'unproven', reason: `${reasonOf(notGreen)} since before the work began` };
  }
  return { type: 'green' };
}

/** Judges the whole session, which is complete only when every check is green. */
export function verdictOnSession(runs: readonly CheckRun[]): Verdict {
  const red = runs.filter(({ outcome }) => outcome !== 'green');
  return red.length > 0 ? { type: 'red', reason: reasonOf(red), red } : { type: 'green' };
}

/** Returns the verdict on work that changed protected files as well: it is red, whatever the checks say. */
export function withProtected(verdict: Verdict, changes: readonly ProtectedChange[]): Verdict {
  if (changes.length === 0) return verdict;
  const names = listed(
    changes.map(({ path }) => path),
    NAMED,
  );
  const reason = `protected files changed: ${names}`;
  if (verdict.type !== 'red') return { type: 'red', reason, red: [] };
  return { ...verdict, reason: `${reason}; ${verdict.reason}` };
}

/** A check that was never green can still blame new failures, if it tells which tests fail. */
function isToBlame({ command, outcome, failing }: CheckRun, known: readonly KnownCheck[]): boolean {
  const before = known.find((check) => check.command === command);
  if (!before || before.wasGreen) return true;
  return outcome === 'red' && newlyFailing(failing, before).length > 0;
}

/** Returns the tests that fail although they did not all the time; none if it is not known which did. */
function newlyFailing(failing: readonly string[], { failingBefore }: KnownCheck): readonly string[] {
  return failingBefore.length === 0 ? [] : failing.filter((test) => !failingBefore.includes(test));
}

/** Completes a sentence that begins with the command. */
export const CHECK_OUTCOME_WORDING: Readonly<Record<CheckOutcome, string>> = {
  green: 'is green',
  red: 'is red',
  timeout: 'timed out',
  missing: 'was not found',
};

/** Names the tests that are to blame, or if that is not known, those that fail. */
function reasonOf(runs: readonly CheckRun[], known: readonly KnownCheck[] = []): string {
  return runs
    .map(({ command, outcome, exitCode, failing }) => {
      const code = outcome === 'red' && exitCode !== null ? ` (exit code ${exitCode})` : '';
      const before = known.find((check) => check.command === command);
      const fresh = before && !before.wasGreen ? newlyFailing(failing, before) : [];
      const named = fresh.length > 0 ? fresh : failing;
      const tests = named.length > 0 ? `: ${named.slice(0, 3).join(', ')}` : '';
      return `${command} ${CHECK_OUTCOME_WORDING[outcome]}${code}${tests}`;
    })
    .join('; ');
}
