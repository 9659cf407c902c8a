// Stands between the agent's stdout and the protocol library, which would write whatever it cannot use to the console.
import type { Logger } from '../../application/ports/logger.port.ts';
import { fieldsOf } from './fields.ts';

export interface FilterOptions {
  readonly logger: Logger;
  /** Called with the params of every `session/update`, in the order of the lines and before any later answer. */
  readonly onUpdate: (params: unknown) => void;
  /** Whether a request with this id waits for its answer; true at most once for each id. */
  readonly takePending: (id: unknown) => boolean;
  /** Called when the output is no longer ACP, and again while that continues. */
  readonly onFlood: (description: string) => void;
  /** Takes out of a line what nobody is to read. */
  readonly hide?: (text: string) => string;
}

/**
 * A stray line (a warning, a debugger's greeting) must not end a night's run, so what is no JSON-RPC message is logged and
 * skipped. But an agent that sends nothing else is broken, and waiting for it would be waiting for ever: this many stray
 * lines, or this many characters in them, with no message in between are a flood and end the connection.
 */
const STRAY_LINES = 100;
const STRAY_CHARACTERS = 256 * 1024;
const SHOWN_CHARACTERS = 300;
/** No message is as long as this; output without a newline would fill the memory. */
const LINE_BYTES = 32 * 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * Hands on requests of the agent and the answers that are waited for, as the bytes they came in. `session/update` goes to
 * `onUpdate` at once instead of through the library: that one refuses updates its schema does not know, and that its
 * asynchronous handlers are done before the answer that ends the turn is nothing it promises. Other notifications are logged.
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

  /** What the agent wrote last that is no message, for error texts; '' when its last line was one. */
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

  /** The lines that end in `bytes`, each with its newline. */
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
    if (this.#restBytes > LINE_BYTES) return this.#options.onFlood('it writes a line without an end');
    this.#rest.push(bytes.subarray(from));
    this.#restBytes += bytes.length - from;
  }

  /** What the library is to have of the line; undefined where that is nothing. */
  #accept(line: Uint8Array): Uint8Array | undefined {
    const written = this.#decoder.decode(line).trim();
    if (written === '') return undefined;
    const text = this.#options.hide?.(written) ?? written;
    const message = parseMessage(text);
    if (!message) {
      this.#skip(text);
      return undefined;
    }
    this.#strayLines = 0;
    this.#strayCharacters = 0;
    this.#lastStray = '';
    if (!this.#route(message)) return undefined;
    // What the agent writes to a file is its own, to the letter.
    const asItIs = text === written || message.method === 'fs/write_text_file';
    return asItIs ? line : Buffer.from(`${text}\n`);
  }

  #route(message: Readonly<Record<string, unknown>>): boolean {
    if (typeof message.method === 'string') {
      if ('id' in message) return true;
      if (message.method === 'session/update') this.#options.onUpdate(message.params);
      else this.#options.logger.debug('Skipped a notification of the agent', { method: message.method });
      return false;
    }
    if (this.#options.takePending(message.id)) return true;
    this.#options.logger.warn('The agent answered a request nobody made', {
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
      this.#options.logger.warn('Skipped a line of the agent that is no message', { line: this.#lastStray });
  }
}

/** The line as a JSON-RPC message (https://www.jsonrpc.org/specification), or null. ACP has no batches. */
function parseMessage(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const message = fieldsOf(JSON.parse(text));
    const answer = 'id' in message && ('result' in message || 'error' in message);
    return typeof message.method === 'string' || answer ? message : null;
  } catch {
    return null;
  }
}
