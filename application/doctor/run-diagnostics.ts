// Runs all diagnostics concurrently and, if the user asks for it, applies their fixes.
import { onAbort } from '../async/abort.ts';
import { afterAwake } from '../async/awake-time.ts';
import type { Clock } from '../ports/clock.port.ts';
import {
  type Diagnostic,
  type Finding,
  type FindingState,
  failed,
  failedBy,
} from '../ports/diagnostic.port.ts';

export interface DiagnosticResult {
  readonly id: string;
  readonly label: string;
  /** The worst of its findings. */
  readonly state: FindingState;
  readonly findings: readonly Finding[];
  /** What was fixed. */
  readonly fixed: readonly string[];
  /** Whether `--fix` would fix something. */
  readonly fixable: boolean;
}

export interface DiagnosticOptions {
  readonly fix: boolean;
  /** A diagnostic fails if it takes longer than this. */
  readonly timeLimitMs: number;
  /** Called with the labels of the running diagnostics, at the start and whenever one has ended. */
  readonly onProgress: (running: readonly string[]) => void;
}

export class RunDiagnostics {
  /** The diagnostics that run, which an abort ends. One listener serves all: Node warns of more than ten. */
  readonly #running = new Set<AbortController>();

  constructor(
    private readonly diagnostics: readonly Diagnostic[],
    private readonly clock: Pick<Clock, 'now' | 'after'>,
  ) {}

  /** Returns the results in the order of the diagnostics. Never throws. After an abort the results are meaningless. */
  async execute(options: DiagnosticOptions, signal: AbortSignal): Promise<readonly DiagnosticResult[]> {
    const running = new Set(this.diagnostics);
    const report = (): void => options.onProgress([...running].map(({ label }) => label));
    report();
    const unlink = onAbort(signal, () => {
      for (const late of this.#running) late.abort();
    });
    const all = this.diagnostics.map(async (diagnostic) => {
      const findings = await this.#findings(diagnostic, options, signal);
      running.delete(diagnostic);
      report();
      return { diagnostic, findings };
    });
    const results: DiagnosticResult[] = [];
    for (const { diagnostic, findings } of await Promise.all(all)) {
      results.push(await this.#result(diagnostic, findings, options, signal));
    }
    unlink();
    return results;
  }

  async #result(
    diagnostic: Diagnostic,
    findings: readonly Finding[],
    options: DiagnosticOptions,
    signal: AbortSignal,
  ): Promise<DiagnosticResult> {
    const { id, label, fix } = diagnostic;
    const fixable = isFixable(findings);
    if (!fix || !fixable || !options.fix || signal.aborted) {
      return { id, label, state: stateOf(findings), findings, fixed: [], fixable };
    }
    try {
      const fixed = await fix();
      const after = await this.#findings(diagnostic, options, signal);
      return { id, label, state: stateOf(after), findings: after, fixed, fixable: isFixable(after) };
    } catch (error) {
      const after = [...findings, failedBy(error)];
      return { id, label, state: stateOf(after), findings: after, fixed: [], fixable };
    }
  }

  async #findings(
    diagnostic: Diagnostic,
    { timeLimitMs }: DiagnosticOptions,
    signal: AbortSignal,
  ): Promise<readonly Finding[]> {
    const late = new AbortController();
    let cancel: () => void = () => undefined;
    const tooLate = new Promise<readonly Finding[]>((resolve) => {
      const onLimit = (): void => {
        late.abort();
        resolve([failed(`no result within ${timeLimitMs / 1_000} s`, 'allow more time with --timeout')]);
      };
      cancel = afterAwake(timeLimitMs, onLimit, { clock: this.clock });
    });
    this.#running.add(late);
    if (signal.aborted) late.abort();
    try {
      return await Promise.race([diagnostic.run(late.signal), tooLate]);
    } catch (error) {
      return [failedBy(error)];
    } finally {
      this.#running.delete(late);
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
