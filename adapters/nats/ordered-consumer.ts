// Reads a subject's messages from a given sequence, in order and without gaps, as the server pushes them.
import {
  type ApiError,
  createInbox,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
  NatsError,
  nanos,
} from 'nats';
import { AsyncQueue } from '../../application/async/async-queue.ts';
import type { Connection, Interruption } from './connection.ts';
import { forbidden, isForbidden } from './forbidden.ts';
import { STREAM } from './stream-name.ts';

const HEARTBEAT_MS = 1_500;
const SILENCE_MS = 4 * HEARTBEAT_MS;
const REQUEST_TIMEOUT_MS = 5_000;

export interface StreamMessage {
  readonly sequence: number;
  readonly data: Uint8Array;
  readonly headers: MsgHdrs | undefined;
}

/** Stalls in a row, with nothing in between, after which answers count as ignored. */
const MOST_STALLS = 2;

/** The pass broke off. The messages so far are valid; continue with a new pass from the next sequence. */
export class Interrupted extends Error {}

/**
 * Yields the messages of `subject` from sequence `from` on, and `'idle'` when there are no more at the moment. Continues until
 * the caller stops or `signal` aborts. Throws `Interrupted` when the connection fails, or the server interrupts or refuses the
 * pass, and `STORE.WRITE` if this user must not read. The server sends some megabytes and then waits for an answer; a user who must not
 * answer gets these with each pass.
 */
export async function* orderedMessages(
  { nats, onInterruption, flowControl }: Connection,
  subject: string,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<StreamMessage | 'idle'> {
  const queue = new AsyncQueue<Msg>();
  const done = new AbortController();
  let stopListening = (): void => {};
  try {
    signal.addEventListener('abort', () => queue.close(), { once: true, signal: done.signal });
    const interrupted = new Promise<never>((_, reject) => {
      const listener = (what: Interruption) => {
        const error = new Interrupted(`the connection is ${what}`);
        queue.close(error);
        reject(error);
      };
      stopListening = onInterruption(listener);
    });
    const pending = await Promise.race([startConsumer(nats, subject, from, queue, done.signal), interrupted]);
    if (pending === 0) yield 'idle';
    let delivered = 0;
    let stalls = 0;
    for await (const message of queue.take()) {
      if (signal.aborted) return;
      if (message.headers?.code === 100) {
        const control = answerControl(nats, message);
        if (control === 'stalled' && queue.size === 0 && ++stalls >= MOST_STALLS)
          flowControl.isAnswered = false;
        if (control !== 'heartbeat' && !flowControl.isAnswered) throw new Interrupted('the server waits');
        if (control === 'heartbeat' && queue.size === 0) yield 'idle';
        continue;
      }
      stalls = 0;
      const { sequence, consumerSequence } = positionOf(message);
      if (consumerSequence !== ++delivered) throw new Interrupted('messages are missing');
      yield { sequence, data: message.data, headers: message.headers };
    }
  } finally {
    stopListening();
    done.abort();
  }
}

/** Makes the server push into `queue` until `stop` aborts. Resolves with the number of messages already waiting. */
async function startConsumer(
  nats: NatsConnection,
  subject: string,
  from: number,
  queue: AsyncQueue<Msg>,
  stop: AbortSignal,
): Promise<number> {
  const inbox = createInbox();
  let heard = Date.now();
  const silence = setInterval(() => {
    if (Date.now() - heard > SILENCE_MS) queue.close(new Interrupted('the server fell silent'));
  }, HEARTBEAT_MS).unref();
  stop.addEventListener('abort', () => clearInterval(silence), { once: true });
  try {
    const subscription = nats.subscribe(inbox, {
      callback: (error, message) => {
        heard = Date.now();
        if (error) queue.close(new Interrupted(error.message, { cause: error }));
        else queue.push(message);
      },
    });
    // The server drops the consumer when its inbox has no subscriber any more.
    stop.addEventListener('abort', () => nats.isClosed() || subscription.unsubscribe(), { once: true });
    const reply = await nats.request(
      `$JS.API.CONSUMER.CREATE.${STREAM}`,
      JSON.stringify({ stream_name: STREAM, config: consumerConfig(inbox, subject, from) }),
      { timeout: REQUEST_TIMEOUT_MS },
    );
    const created = reply.json<{ error?: ApiError; num_pending?: number }>();
    if (created.error) throw apiError(created.error);
    return created.num_pending ?? 0;
  } catch (cause) {
    if (isForbidden(cause)) throw forbidden(cause, 'could not read events: ');
    throw new Interrupted('the server does not deliver', { cause });
  }
}

function apiError(error: ApiError): NatsError {
  const wrapped = new NatsError(error.description, String(error.code));
  wrapped.api_error = error;
  return wrapped;
}

function consumerConfig(inbox: string, subject: string, from: number): Record<string, unknown> {
  return {
    deliver_subject: inbox,
    filter_subject: subject,
    deliver_policy: 'by_start_sequence',
    opt_start_seq: from,
    ack_policy: 'none',
    max_deliver: 1,
    replay_policy: 'instant',
    mem_storage: true,
    num_replicas: 1,
    flow_control: true,
    idle_heartbeat: nanos(HEARTBEAT_MS),
    inactive_threshold: nanos(SILENCE_MS),
  };
}

/** Answers a flow control request, without which the server sends nothing more: called after all earlier messages are taken. */
function answerControl(nats: NatsConnection, message: Msg): 'heartbeat' | 'asked' | 'stalled' {
  const stalled = message.headers?.get('Nats-Consumer-Stalled');
  const request = message.reply || stalled;
  if (!request) return 'heartbeat';
  nats.publish(request);
  return stalled ? 'stalled' : 'asked';
}

/** Reads the position from the reply subject: `$JS.ACK.[<domain>.<account>.]<stream>.<consumer>.<deliveries>.<sequence>.<consumer sequence>.…` */
function positionOf(message: Msg): { sequence: number; consumerSequence: number } {
  const tokens = message.reply?.split('.') ?? [];
  const start = tokens.length === 9 ? 5 : 7;
  return { sequence: Number(tokens[start]), consumerSequence: Number(tokens[start + 1]) };
}
