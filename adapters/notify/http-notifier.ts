// Sends notifications to a URL as POST requests with JSON.
import { onAbort } from '../../application/async/abort.ts';
import type { Delivered, Notifier, Undelivered } from '../../application/ports/notifier.port.ts';
import { plainLine } from '../../application/wording/plain-text.ts';
import { retryAfterMs } from './retry-after.ts';

const ATTEMPTS = 3;
const ATTEMPT_MS = 10_000;
const FIRST_PAUSE_MS = 1_000;
/** A receiver may ask for a longer pause, but the next notification waits meanwhile. */
const LONGEST_PAUSE_MS = 60_000;
/** Of an answer only the beginning is read. */
const ANSWER_BYTES = 2_048;
const ANSWER_LENGTH = 200;

interface Failure extends Undelivered {
  /** How long to wait before another attempt; undefined if none can help. */
  readonly pauseMs?: number | undefined;
}

export class HttpNotifier implements Notifier {
  readonly #url: string;
  /** Scheme and host, which are no secret. */
  readonly #shown: string;
  readonly #headers: Record<string, string>;

  /** `url` is a valid http(s) URL; a user and password in it become an Authorization header. */
  constructor(url: string) {
    const { username, password, origin, pathname, search } = new URL(url);
    this.#url = `${origin}${pathname}${search}`;
    this.#shown = origin;
    this.#headers = {
      'content-type': 'application/json',
      'user-agent': 'iteratr',
      ...((username !== '' || password !== '') && { authorization: basic(username, password) }),
    };
  }

  async deliver(json: string, signal: AbortSignal): Promise<Delivered | Undelivered> {
    for (let attempt = 1; ; attempt += 1) {
      const result = await this.#post(json, signal);
      if (result.ok || result.pauseMs === undefined || attempt === ATTEMPTS) return withoutPause(result);
      const pause = Math.min(LONGEST_PAUSE_MS, Math.max(result.pauseMs, FIRST_PAUSE_MS * attempt));
      if (!(await slept(pause, signal))) return withoutPause(result);
    }
  }

  async #post(json: string, signal: AbortSignal): Promise<Delivered | Failure> {
    const limit = AbortSignal.timeout(ATTEMPT_MS);
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        headers: this.#headers,
        body: json,
        // Another address than the configured one gets nothing.
        redirect: 'manual',
        signal: AbortSignal.any([limit, signal]),
      });
      return await this.#result(response);
    } catch (error) {
      if (limit.aborted) {
        const problem = `${this.#shown} did not answer within ${ATTEMPT_MS / 1_000} s`;
        return { ok: false, kind: 'timeout', problem, pauseMs: 0 };
      }
      const reason = reasonOf(error);
      return { ok: false, kind: reason, problem: `${this.#shown} cannot be reached: ${reason}`, pauseMs: 0 };
    }
  }

  async #result(response: Response): Promise<Delivered | Failure> {
    const { status, headers } = response;
    const answer = await beginning(response);
    if (response.ok) return { ok: true, answer };
    const kind = `HTTP ${status}`;
    if (status >= 300 && status < 400) {
      const problem = `${this.#shown} answered with a redirect (${kind}), which is not followed`;
      return { ok: false, kind, problem };
    }
    const said = answer === '' ? '' : `: ${answer}`;
    const problem = `${this.#shown} answered ${kind}${said}`;
    const mayRetry = status === 429 || status >= 500;
    const pauseMs = mayRetry ? retryAfterMs(headers.get('retry-after'), new Date()) : undefined;
    return { ok: false, kind, problem, pauseMs };
  }
}

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64')}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a percent sign that encodes nothing
  }
}

function withoutPause(result: Delivered | Failure): Delivered | Undelivered {
  if (result.ok) return result;
  const { ok, kind, problem } = result;
  return { ok, kind, problem };
}

/** Returns the beginning of the answer on one line, and drops the rest, however long it is. */
async function beginning({ body }: Response): Promise<string> {
  if (!body) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = body.getReader();
  try {
    while (size < ANSWER_BYTES) {
      const { value, done } = await reader.read();
      if (done) break;
      chunks.push(value);
      size += value.length;
    }
    await reader.cancel();
  } catch {
    // The status has already said whether the notification arrived.
  }
  return plainLine(Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString('utf8'), ANSWER_LENGTH);
}

/** Returns why a request failed. `fetch` itself only says that it did. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  const inner = cause instanceof AggregateError ? cause.errors[0] : cause;
  return plainLine(inner instanceof Error && inner.message !== '' ? inner.message : message, ANSWER_LENGTH);
}

/** Returns whether the whole time has passed; false as soon as `signal` aborts. */
async function slept(ms: number, signal: AbortSignal): Promise<boolean> {
  let stop: () => void = () => undefined;
  const whole = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(true), ms);
    const unlink = onAbort(signal, () => resolve(false));
    stop = () => {
      clearTimeout(timer);
      unlink();
    };
  });
  stop();
  return whole;
}
