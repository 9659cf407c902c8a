// Prints every event of a session, and with --follow new events as they arrive.

import { encodeEvent } from '../../../../application/codec/event-codec.ts';
import type { Environment } from '../../../../application/environment.ts';
import { ApplicationError } from '../../../../application/errors.ts';
import type { EventBatch, EventStore } from '../../../../application/ports/event-store.port.ts';
import type { SessionRegistry } from '../../../../application/session/session-registry.ts';
import { plainJson } from '../../../../application/wording/plain-text.ts';
import type { RecordedEvent } from '../../../../domain/session/session.events.ts';
import type { SessionName } from '../../../../domain/session/session-name.ts';
import type { Console } from '../../console.ts';
import { EXIT } from '../../exit-codes.ts';
import { interruption } from '../../interruption.ts';
import { namedSession } from '../../named-session.ts';
import { eventLine } from '../../report/event-line.ts';
import type { LogRequest } from './sessions.command.ts';

export class LogSessionHandler {
  constructor(
    private readonly sessions: SessionRegistry,
    private readonly events: EventStore,
    private readonly environment: Environment,
    private readonly console: Console,
  ) {}

  /**
   * Returns the exit code. While following, Ctrl+C is the normal way to end and gives 0. So does a reader that closes the
   * pipe, such as `head`.
   */
  async handle(request: LogRequest): Promise<number> {
    const name = namedSession(request.session, this.environment);
    const interrupted = interruption(() => undefined);
    const signal = AbortSignal.any([interrupted.signal, this.console.outputClosed()]);
    const format = request.json ? (event: RecordedEvent) => plainJson(encodeEvent(event)) : eventLine;
    const print = ({ events }: EventBatch): void => {
      for (const event of events) this.console.out(`${format(event)}\n`);
    };
    try {
      // A damaged session is printed as far as it can be read; then reading it again throws.
      await this.sessions.readable(name);
      if (request.follow) await this.#follow(name, signal, print);
      else await this.#printAll(name, signal, print);
    } finally {
      interrupted.stop();
    }
    if (interrupted.by() === 'SIGTERM') return EXIT.terminated;
    return request.follow || interrupted.by() === undefined ? EXIT.ok : EXIT.interrupted;
  }

  async #printAll(name: SessionName, signal: AbortSignal, print: (batch: EventBatch) => void): Promise<void> {
    for await (const batch of this.events.read(name, 0)) {
      if (signal.aborted) return;
      print(batch);
    }
  }

  /** Prints events until `signal` aborts. Starts over when the session is reset. */
  async #follow(name: SessionName, signal: AbortSignal, print: (batch: EventBatch) => void): Promise<void> {
    while (!signal.aborted) {
      try {
        for await (const batch of this.events.subscribe(name, 0, signal)) print(batch);
      } catch (error) {
        if (!(error instanceof ApplicationError) || error.code !== 'STREAM.RESET') throw error;
        this.console.err(
          `iteratr: session "${name}" was reset, deleted or renamed; waiting for new events\n`,
        );
      }
    }
  }
}
