// Prints what changes in a session, until its run ends.
import { encodeEvent } from '../../../../application/codec/event-codec.ts';
import type { SessionView } from '../../../../application/ports/dashboard.port.ts';
import type { RunEvent } from '../../../../application/ports/run-observer.port.ts';
import type { StoreWaits } from '../../../../application/ports/store-waits.port.ts';
import type { Session } from '../../../../application/session/session.ts';
import { type WatchPorts, WatchSession } from '../../../../application/session/watch-session.ts';
import { plainJson } from '../../../../application/wording/plain-text.ts';
import type { Console } from '../../console.ts';
import { watchLine } from '../../report/watch-line.ts';

export interface WatchOutputPorts extends WatchPorts {
  readonly waits: Pick<StoreWaits, 'onChange'>;
  readonly console: Console;
}

/** The interval at which to look whether the process of the run is still there. */
const LOOK_MS = 2_000;

export class WatchOutput {
  constructor(private readonly ports: WatchOutputPorts) {}

  /**
   * Prints until the run ends, also one that has yet to start, until `interrupted` aborts or a reader closes the pipe. Returns
   * at once if the session is complete.
   */
  async execute(session: Session, json: boolean, interrupted: AbortSignal): Promise<void> {
    const { console, waits, claims } = this.ports;
    const over = new AbortController();
    const signal = AbortSignal.any([interrupted, console.outputClosed(), over.signal]);
    const tell = (text: string): void =>
      json ? console.err(`iteratr: ${text}\n`) : console.out(`${text}\n`);
    const watch = await WatchSession.of(session, this.ports);
    let isRunning = watch.isRunning;
    const view: SessionView = {
      connect: () => undefined,
      notify: (event) => {
        if (json) this.#printJson(event);
        else this.#printLine(event, session);
        if (event.type !== 'recorded') return;
        const { type } = event.recorded.event;
        if (type === 'RunStarted') isRunning = true;
        if (type === 'RunEnded') over.abort();
      },
    };
    const look = async (): Promise<void> => {
      if (!isRunning || (await claims.isRunning(session.name)) || !session.state.runOpen) return;
      tell('the run has ended without saying how: its process is gone');
      over.abort();
    };
    const stopShowing = waits.onChange((wait) => {
      if (wait.type !== 'store-given-up') view.notify(wait);
    });
    const looking = setInterval(() => void look().catch(() => undefined), LOOK_MS);
    try {
      if (!isRunning && session.state.completed) return;
      if (!json) console.out('\n');
      tell(isRunning ? 'watching until the run ends' : 'no run is in progress; waiting for one');
      await watch.show(view, signal);
    } finally {
      clearInterval(looking);
      stopShowing();
    }
  }

  #printJson(event: RunEvent): void {
    if (event.type === 'recorded') this.ports.console.out(`${plainJson(encodeEvent(event.recorded))}\n`);
  }

  #printLine(event: RunEvent, session: Session): void {
    const line = watchLine(event, session.state, new Date());
    if (line) this.ports.console.out(`${line.text}\n`, line.style);
  }
}
