// A web server on loopback that receives notifications and answers as a test says.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** When it came, in milliseconds. */
  readonly at: number;
}

type Answer = (response: ServerResponse) => void;

export interface Receiver {
  readonly port: number;
  /** The address, with a path that counts as a secret. */
  readonly url: string;
  readonly received: readonly Received[];
  /** The bodies, as JSON. */
  documents(): Record<string, unknown>[];
}

export const SECRET_PATH = '/services/T00A1B2C3/wX9yZ8aB7cD6eF5g';

/** The nth request gets the nth answer, all further ones the last. */
export async function receiver(...answers: Answer[]): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      received.push({ method, path: url, headers, body, at: Date.now() });
      const answer = answers[Math.min(received.length, answers.length) - 1] ?? status(200, 'ok');
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}${SECRET_PATH}`,
    received,
    documents: () => received.map(({ body }) => JSON.parse(body)),
  };
}

export function status(code: number, body = '', headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(code, headers).end(body);
  };
}

/** Takes the request and never answers. */
export const hang: Answer = () => {};
