// Runs all checks side by side, and clears away what they found to be left over where that is wanted.
import type { Clock } from '../ports/clock.port.ts';
import { type Check, type Finding, type FindingState, failed, failedBy } from './check.ts';

export interface CheckResult {
  readonly id: string;
  readonly label: string;
  /** The worst of its findings. */
  readonly state: FindingState;
  readonly findings: readonly Finding[];
  /** What was done about it, where that was wanted. */
  readonly fixed: readonly string[];
  /** Whether `--fix` would do something about it. */
  readonly fixable: boolean;
}

export interface ExamineOptions {
  readonly fix: boolean;
  /** After so long a check is left behind as failed. */
  readonly timeLimitMs: number;
  /** The labels of those that still run, whenever one has ended. */
  readonly onProgress: (running: readonly string[]) => void;
}

export class Examine {
  constructor(
    private readonly checks: readonly Check[],
    private readonly clock: Pick<Clock, 'after'>,
  ) {}

  /** In the order of the checks. Never throws; after an abort the results mean nothing. */
  async execute(options: ExamineOptions, signal: AbortSignal): Promise<readonly CheckResult[]> {
    const running = new Set(this.checks);
    const tell = (): void => options.onProgress([...running].map(({ label }) => label));
    tell();
    const examined = this.checks.map(async (check) => {
      const findings = await this.#findings(check, options, signal);
      running.delete(check);
      tell();
      return findings;
    });
    const results: CheckResult[] = [];
    for (const [index, findings] of (await Promise.all(examined)).entries()) {
      const check = this.checks[index] as Check;
      results.push(await this.#result(check, findings, options, signal));
    }
    return results;
  }

  async #result(
    check: Check,
    findings: readonly Finding[],
    options: ExamineOptions,
    signal: AbortSignal,
  ): Promise<CheckResult> {
    const { id, label, fix } = check;
    const fixable = isFixable(findings);
    if (!fix || !fixable || !options.fix || signal.aborted) {
      return { id, label, state: stateOf(findings), findings, fixed: [], fixable };
    }
    try {
      const fixed = await fix();
      const after = await this.#findings(check, options, signal);
      return { id, label, state: stateOf(after), findings: after, fixed, fixable: isFixable(after) };
    } catch (error) {
      const after = [...findings, failedBy(error)];
      return { id, label, state: stateOf(after), findings: after, fixed: [], fixable };
    }
  }

  async #findings(
    check: Check,
    { timeLimitMs }: ExamineOptions,
    signal: AbortSignal,
  ): Promise<readonly Finding[]> {
    const late = new AbortController();
    let cancel: () => void = () => undefined;
    const tooLate = new Promise<readonly Finding[]>((resolve) => {
      cancel = this.clock.after(timeLimitMs, () => {
        late.abort();
        resolve([
          failed(`nothing was found out within ${timeLimitMs / 1_000} s`, 'give it more by --timeout'),
        ]);
      });
    });
    try {
      return await Promise.race([check.run(AbortSignal.any([signal, late.signal])), tooLate]);
    } catch (error) {
      return [failedBy(error)];
    } finally {
      cancel();
    }
  }
}

function isFixable(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.fixable);
}

function stateOf(findings: readonly Finding[]): FindingState {
  const states = findings.map(({ state }) => state);
  if (states.includes('failed')) return 'failed';
  return states.includes('warning') ? 'warning' : 'ok';
}
