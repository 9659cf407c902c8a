// Writes the log of a headless run as JSON lines; specs/headless-output.md documents them.

import { encodeEvent } from '../../../application/codec/event-codec.ts';
import { workerOf } from '../../../application/loop/worker-observer.ts';
import type { RunEvent, RunObserver } from '../../../application/ports/run-observer.port.ts';
import { plainJson } from '../../../application/wording/plain-text.ts';
import { AppError } from '../../../domain/errors.ts';

/** Increased when a field is removed or changes its meaning. New types and fields do not increase it. */
const SCHEMA_VERSION = 1;

export interface JsonReportOptions {
  readonly write: (text: string) => void;
  readonly now: () => Date;
  /** Returns the exit code of the process, for the last line. */
  readonly exitCode: (event: Extract<RunEvent, { type: 'run-ended' }>) => number;
}

export class JsonReport implements RunObserver {
  constructor(private readonly options: JsonReportOptions) {}

  notify(event: RunEvent): void {
    // A run that has not started has no lines but notices.
    if (event.type === 'phase' && (event.phase === 'store' || event.phase === 'agent')) return;
    const worker = workerOf(event);
    const line = {
      ...{ v: SCHEMA_VERSION, time: this.options.now().toISOString() },
      ...this.#fields(event),
      ...(worker && { worker }),
    };
    this.options.write(`${plainJson(line)}\n`);
  }

  #fields(event: RunEvent): Record<string, unknown> {
    switch (event.type) {
      case 'recorded':
        return { type: 'recorded', event: encodeEvent(event.recorded) };
      case 'hook':
        return { ...event.event };
      case 'agent': {
        const { type, ...rest } = event.event;
        return { type: `agent-${type}`, iteration: event.iteration, ...rest };
      }
      case 'run-ended': {
        const { error, ...result } = event.result;
        const code = error instanceof AppError ? { errorCode: error.code } : {};
        return { type: 'run-ended', ...result, ...code, exitCode: this.options.exitCode(event) };
      }
      default:
        return { ...event };
    }
  }
}
