// Runs the diagnostics on the machine, the directory and the configuration, and prints a report.
import { RunDiagnostics } from '../../../../application/doctor/run-diagnostics.ts';
import type { Clock } from '../../../../application/ports/clock.port.ts';
import type { Diagnostic } from '../../../../application/ports/diagnostic.port.ts';
import type { Console } from '../../console.ts';
import { EXIT } from '../../exit-codes.ts';
import { interruption } from '../../interruption.ts';
import type { DoctorRequest } from './doctor.command.ts';
import { doctorJson, doctorText, isHealthy } from './doctor-report.ts';

/** Added to the time that the agent may take to start and to open a context. */
const SPARE_MS = 5_000;

export class DoctorHandler {
  /** `diagnostics` returns the diagnostics in display order. It throws `ConfigError` for unusable flags. */
  constructor(
    private readonly diagnostics: (request: DoctorRequest) => readonly Diagnostic[],
    private readonly clock: Pick<Clock, 'now' | 'after'>,
    private readonly version: string,
    private readonly console: Console,
  ) {}

  /** Returns the exit code. Throws only for unusable flags; every other problem becomes a finding in the report. */
  async handle(request: DoctorRequest): Promise<number> {
    const { json, fix, timeLimitMs } = request;
    const { out, columns } = this.console;
    const diagnostics = this.diagnostics(request);
    const interrupted = interruption(() => undefined);
    const options = {
      fix,
      timeLimitMs: 2 * timeLimitMs + SPARE_MS,
      onProgress: (running: readonly string[]) => this.console.progress(`checking ${running.join(', ')} …`),
    };
    try {
      const results = await new RunDiagnostics(diagnostics, this.clock).execute(options, interrupted.signal);
      this.console.progress('');
      if (interrupted.signal.aborted) {
        return interrupted.by() === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
      }
      if (json) out(doctorJson(results, this.version));
      else for (const { text, style } of doctorText(results, columns)) out(text, style);
      return isHealthy(results) ? EXIT.ok : EXIT.failed;
    } finally {
      this.console.progress('');
      interrupted.stop();
    }
  }
}
