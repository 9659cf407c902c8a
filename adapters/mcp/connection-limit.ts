// Bounds the connections of an HTTP server, so that a flood of them takes neither its file descriptors nor its time.
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Maximum number of open connections. An agent needs a few. */
export const MAX_CONNECTIONS = 128;

/** Limits for a request, in milliseconds and bytes. Clients are on this machine. */
export const REQUEST_LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 16 * 1024,
} as const;

export class ConnectionLimit {
  /** Oldest first. */
  readonly #strangers = new Set<Socket>();
  readonly #trusted = new Set<Socket>();

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => this.#admit(socket));
  }

  /** Keeps the connection when others have to make room: its client has sent the token. */
  trust(socket: Socket): void {
    if (this.#strangers.delete(socket)) this.#trusted.add(socket);
  }

  /** Admits a connection. Closes the oldest without a token if there are too many, so that a flood keeps nobody out. */
  #admit(socket: Socket): void {
    this.#strangers.add(socket);
    socket.once('close', () => {
      this.#strangers.delete(socket);
      this.#trusted.delete(socket);
    });
    if (this.#strangers.size + this.#trusted.size <= MAX_CONNECTIONS) return;
    const [oldest] = this.#strangers;
    if (oldest) this.#strangers.delete(oldest);
    oldest?.destroy();
  }
}
