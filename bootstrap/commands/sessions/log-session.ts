// `iteratr sessions log`: every event, and with --follow those that come.
import type { CliOutput } from '../../../adapters/cli/cli.ts';
import type { LogRequest } from '../../../adapters/cli/commands/sessions.command.ts';
import { EXIT } from '../../../adapters/cli/exit-codes.ts';
import { eventLine } from '../../../adapters/cli/report/event-line.ts';
import { encodeEvent } from '../../../application/codec/event-codec.ts';
import { ApplicationError } from '../../../application/errors.ts';
import type { EventBatch, EventStore } from '../../../application/ports/event-store.port.ts';
import type { RecordedEvent } from '../../../domain/session/session.events.ts';
import type { SessionName } from '../../../domain/session/session-name.ts';
import type { Environment } from '../../environment.ts';
import { interruption } from '../../interruption.ts';
import { namedSession } from '../named-session.ts';
import { withSession } from './with-session.ts';

/** Ctrl+C is how following is meant to end: exit code 0. So is a reader that has enough, as `head` has. */
export async function logSession(
  request: LogRequest,
  environment: Environment,
  { out, err }: CliOutput,
): Promise<number> {
  const name = namedSession(request.session, environment);
  const interrupted = interruption(() => undefined);
  const enough = new AbortController();
  process.stdout.once('error', () => enough.abort());
  const signal = AbortSignal.any([interrupted.signal, enough.signal]);
  const format = request.json ? (event: RecordedEvent) => JSON.stringify(encodeEvent(event)) : eventLine;
  const print = ({ events }: EventBatch): void => {
    for (const event of events) out(`${format(event)}\n`);
  };
  try {
    await withSession(name, request.config, environment, async ({ store }) => {
      if (request.follow) await follow(store.events, name, signal, print, err);
      else await printAll(store.events, name, signal, print);
    });
  } finally {
    interrupted.stop();
  }
  if (interrupted.by() === 'SIGTERM') return EXIT.terminated;
  return request.follow || interrupted.by() === undefined ? EXIT.ok : EXIT.interrupted;
}

async function printAll(
  events: EventStore,
  name: SessionName,
  signal: AbortSignal,
  print: (batch: EventBatch) => void,
): Promise<void> {
  for await (const batch of events.read(name, 0)) {
    if (signal.aborted) return;
    print(batch);
  }
}

/** Until `signal` aborts. A session that is reset is followed from its new beginning. */
async function follow(
  events: EventStore,
  name: SessionName,
  signal: AbortSignal,
  print: (batch: EventBatch) => void,
  err: (text: string) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const batch of events.subscribe(name, 0, signal)) print(batch);
    } catch (error) {
      if (!(error instanceof ApplicationError) || error.code !== 'STREAM.RESET') throw error;
      err(`iteratr: session "${name}" was reset, and begins again\n`);
    }
  }
}
