// Plain JSON-RPC over stdio for the scripted agent, on purpose without the library that iteratr itself uses.
import { createInterface } from 'node:readline';

/** Reads requests and notifications line by line; answers to own requests are matched by id. */
export class Wire {
  #waiting = new Map();
  #nextId = 0;

  /** `onMessage(message)` gets everything but answers; `onEnd` is called when the input ends. */
  constructor(onMessage, onEnd) {
    const lines = createInterface({ input: process.stdin });
    lines.on('line', (line) => {
      if (line.trim() === '') return;
      const message = JSON.parse(line);
      if (message.method) return onMessage(message);
      this.#waiting.get(message.id)?.(message);
      this.#waiting.delete(message.id);
    });
    lines.on('close', onEnd);
  }

  /** Gives the whole answer, `{result}` or `{error}`. */
  request(method, params) {
    const id = `agent-${this.#nextId++}`;
    const answer = new Promise((resolve) => this.#waiting.set(id, resolve));
    this.send({ id, method, params });
    return answer;
  }

  /** Resolves when the pipe has taken it. */
  send(message) {
    return this.raw(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  }

  raw(text) {
    return new Promise((resolve) => process.stdout.write(text, () => resolve()));
  }
}
