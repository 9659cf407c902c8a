// Runs checks, shows what they print, and records each run in the session.
import type { CheckPhase, CheckRun } from '../../domain/proof/proof.ts';
import type { Check, CheckRunner } from '../ports/check-runner.port.ts';
import type { RunObserver } from '../ports/run-observer.port.ts';
import type { LoopSession } from '../session/worker-session.ts';

/** Number of characters of the output that an event keeps. */
const RECORDED = 4_000;

export interface Ran {
  readonly run: CheckRun;
  readonly output: string;
}

export interface RunChecksOptions {
  readonly session: LoopSession;
  readonly checks: CheckRunner;
  readonly observer: RunObserver;
  readonly signal: AbortSignal;
}

export class RunChecks {
  constructor(private readonly options: RunChecksOptions) {}

  /** Runs checks one after the other, and records each. Stops when `signal` aborts. */
  async runAll(checks: readonly Check[], phase: CheckPhase): Promise<readonly Ran[]> {
    const ran: Ran[] = [];
    for (const [index, check] of checks.entries()) {
      if (this.options.signal.aborted) break;
      const place = { number: index + 1, of: checks.length };
      const one = await this.#runOne(check, phase, place);
      if (one) ran.push(one);
    }
    return ran;
  }

  /** Returns undefined if the run ended meanwhile: such a check says nothing. */
  async #runOne(
    check: Check,
    phase: CheckPhase,
    place: { readonly number: number; readonly of: number },
  ): Promise<Ran | undefined> {
    const { checks, observer, session, signal } = this.options;
    const { command } = check;
    const point = 'verify';
    observer.notify({ type: 'hook', event: { type: 'hook-started', point, command, place } });
    const onOutput = (text: string): void =>
      observer.notify({ type: 'hook', event: { type: 'hook-output', point, text } });
    const { output, ...result } = await checks.run(check, onOutput, signal);
    const { exitCode, durationMs, outcome } = result;
    const error = outcome === 'green' ? '' : outcome === 'red' ? `exit code ${exitCode}` : outcome;
    observer.notify({
      type: 'hook',
      event: { type: 'hook-ended', point, command, exitCode, durationMs, error },
    });
    if (signal.aborted) return undefined;
    const run: CheckRun = { command, phase, ...result, output: output.slice(-RECORDED) };
    await session.execute({ type: 'RecordCheck', run }, 'loop');
    return { run, output };
  }
}
