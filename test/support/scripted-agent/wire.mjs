// Plain JSON-RPC over stdio for the scripted agent, deliberately without the library that iteratr uses.
import { createInterface } from 'node:readline';

/** Reads requests and notifications line by line. Matches answers to its own requests by id. */
export class Wire {
  #waiting = new Map();
  #nextId = 0;

  /** Calls `onMessage(message)` for everything but answers, and `onEnd` when the input ends. */
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

  /** Sends a request and returns the complete answer, `{result}` or `{error}`. */
  request(method, params) {
    const id = `agent-${this.#nextId++}`;
    const answer = new Promise((resolve) => this.#waiting.set(id, resolve));
    this.send({ id, method, params });
    return answer;
  }

  /** Sends a message. Resolves when the pipe has accepted it. */
  send(message) {
    return this.raw(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  }

  raw(text) {
    return new Promise((resolve) => process.stdout.write(text, () => resolve()));
  }
}
