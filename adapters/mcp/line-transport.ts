// Carries MCP messages over streams, one a line. Unlike the SDK's transport, it answers what it cannot use.
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import { parseMessage, type Refusal, TOO_LARGE } from './json-rpc.ts';
import { MAX_MESSAGE_BYTES } from './message-limit.ts';

export class LineTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #decoder = new StringDecoder('utf8');
  /** The begin of a line whose end has not arrived. */
  #rest = '';
  /** Whether the rest of a line that is too large is being skipped. */
  #skips = false;

  constructor(
    private readonly input: Readable,
    private readonly output: Writable,
  ) {}

  async start(): Promise<void> {
    this.input.on('data', this.#read).on('error', this.#fail);
  }

  /** Resolves when the output can take more. */
  async send(message: JSONRPCMessage | Refusal): Promise<void> {
    if (!this.output.write(`${JSON.stringify(message)}\n`)) await once(this.output, 'drain');
  }

  async close(): Promise<void> {
    this.input.off('data', this.#read).off('error', this.#fail).pause();
    this.onclose?.();
  }

  readonly #fail = (error: Error): void => this.onerror?.(error);

  readonly #read = (chunk: Buffer): void => {
    const [first = '', ...lines] = this.#decoder.write(chunk).split('\n');
    let line = this.#rest + first;
    for (const next of lines) {
      if (!this.#skips) this.#take(line);
      this.#skips = false;
      line = next;
    }
    if (!this.#skips && line.length > MAX_MESSAGE_BYTES) {
      this.#skips = true;
      this.#answer(TOO_LARGE);
    }
    this.#rest = this.#skips ? '' : line;
  };

  #take(line: string): void {
    if (line.trim() === '') return;
    const parsed = Buffer.byteLength(line) > MAX_MESSAGE_BYTES ? { refusal: TOO_LARGE } : parseMessage(line);
    if ('refusal' in parsed) this.#answer(parsed.refusal);
    else this.onmessage?.(parsed.message);
  }

  #answer(refusal: Refusal): void {
    this.send(refusal).catch(this.#fail);
  }
}
