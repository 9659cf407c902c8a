// Filters the agent's stdout for the protocol library, which would write everything it cannot parse to the console.
import { isNestedTooDeep, MAX_NESTING, parseJson } from '../../application/codec/parse-json.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import { fieldsOf } from './fields.ts';

export interface FilterOptions {
  readonly logger: Logger;
  /** Called with the params of each `session/update`, in the order of the lines and before any later answer. */
  readonly onUpdate: (params: unknown) => void;
  /** Called with the params of each `_auth/status_update`, an extension of claude and codex: `{authStatus: {kind: 'none'}}`. */
  readonly onAuthStatus?: (params: unknown) => void;
  /** Returns whether a request with this id waits for its answer; true at most once for each id. */
  readonly takePending: (id: unknown) => boolean;
  /** Called when the output is not ACP any more; may be called repeatedly. */
  readonly onFlood: (description: string) => void;
  /** Called for a message that cannot be handled, so that nobody waits for it; may be called repeatedly. */
  readonly onUnusable: (description: string) => void;
  /** Removes secrets from a line. */
  readonly hide?: (text: string) => string;
}

/**
 * A stray line (a warning, a debugger's greeting) must not end an overnight run, so a line that is not a JSON-RPC message is
 * logged and skipped. But an agent that sends nothing else is broken, and iteratr would wait for it forever: this many stray
 * lines or characters without a message in between count as a flood and end the connection.
 */
const STRAY_LINES = 100;
const STRAY_CHARACTERS = 256 * 1024;
const SHOWN_CHARACTERS = 300;
/** Longer than any message. Without this limit, output without a newline would fill the memory. */
const LINE_BYTES = 32 * 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * Passes the agent's requests and expected answers through, unchanged unless they contain a secret. Sends `session/update`
 * directly to `onUpdate`, not through the library: the library rejects updates that its schema does not know, and does not
 * guarantee that its asynchronous handlers finish before the answer that ends the turn. Logs other notifications.
 */
export class IncomingFilter {
  readonly #options: FilterOptions;
  readonly #decoder = new TextDecoder();
  #rest: Uint8Array[] = [];
  #restBytes = 0;
  #strayLines = 0;
  #strayCharacters = 0;
  #lastStray = '';

  constructor(options: FilterOptions) {
    this.#options = options;
  }

  /** The agent's last line if it is not a message, for error texts; '' otherwise. */
  get stray(): string {
    return this.#lastStray;
  }

  stream(): TransformStream<Uint8Array, Uint8Array> {
    return new TransformStream({
      transform: (bytes, controller) => {
        for (const line of this.#lines(bytes)) {
          const accepted = this.#accept(line);
          if (accepted) controller.enqueue(accepted);
        }
      },
      flush: (controller) => {
        const last = Buffer.concat([...this.#rest, Buffer.from('\n')]);
        const accepted = this.#accept(last);
        if (accepted) controller.enqueue(accepted);
      },
    });
  }

  /** Yields the lines that `bytes` completes, each with its newline, and keeps the rest. */
  *#lines(bytes: Uint8Array): Generator<Uint8Array> {
    let from = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
      const part = bytes.subarray(from, end + 1);
      const line = this.#rest.length === 0 ? part : Buffer.concat([...this.#rest, part]);
      this.#rest = [];
      this.#restBytes = 0;
      from = end + 1;
      yield line;
    }
    if (this.#restBytes > LINE_BYTES) {
      this.#rest = [];
      this.#options.onUnusable(`of more than ${LINE_BYTES / 1024 / 1024} MB`);
      return;
    }
    this.#rest.push(bytes.subarray(from));
    this.#restBytes += bytes.length - from;
  }

  /** Returns the bytes to pass to the library for this line; undefined for none. */
  #accept(line: Uint8Array): Uint8Array | undefined {
    const written = this.#decoder.decode(line).trim();
    if (written === '') return undefined;
    const text = this.#options.hide?.(written) ?? written;
    if (text.startsWith('{') && isNestedTooDeep(text)) {
      this.#options.onUnusable(`that is nested deeper than ${MAX_NESTING} levels`);
      return undefined;
    }
    const message = parseMessage(text);
    if (!message) {
      this.#skip(text);
      return undefined;
    }
    this.#strayLines = 0;
    this.#strayCharacters = 0;
    this.#lastStray = '';
    if (!this.#route(message)) return undefined;
    // File contents must be written exactly as the agent sent them.
    const passed = message.method === 'fs/write_text_file' ? written : text;
    // Not the line itself: what surrounds a message, such as a byte order mark, is no JSON for the library.
    return Buffer.from(`${passed}\n`);
  }

  #route(message: Readonly<Record<string, unknown>>): boolean {
    if (typeof message.method === 'string') {
      if ('id' in message) return true;
      if (message.method === 'session/update') this.#options.onUpdate(message.params);
      else if (message.method === '_auth/status_update') this.#options.onAuthStatus?.(message.params);
      else this.#options.logger.debug('Skipped a notification of the agent', { method: message.method });
      return false;
    }
    if (this.#options.takePending(message.id)) return true;
    this.#options.logger.warn('Skipped an answer of the agent to an unknown request', {
      id: message.id,
      error: message.error,
    });
    return false;
  }

  #skip(text: string): void {
    this.#strayLines += 1;
    this.#strayCharacters += text.length;
    this.#lastStray = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)} …` : text;
    const flood = this.#strayLines >= STRAY_LINES || this.#strayCharacters >= STRAY_CHARACTERS;
    if (flood) this.#options.onFlood(`it writes text instead of messages, last: ${this.#lastStray}`);
    else
      this.#options.logger.warn('Skipped a line of the agent that is not a message', {
        line: this.#lastStray,
      });
  }
}

/** Returns the line as a JSON-RPC message (https://www.jsonrpc.org/specification), or null. ACP has no batches. */
function parseMessage(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const message = fieldsOf(parseJson(text));
    const answer = 'id' in message && ('result' in message || 'error' in message);
    return typeof message.method === 'string' || answer ? message : null;
  } catch {
    return null;
  }
}
