// Specifies that a server has a bounded number of open connections, however many are made.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { ConnectionLimit, MAX_CONNECTIONS, REQUEST_LIMITS } from '../../../adapters/mcp/connection-limit.ts';
import { waitFor } from '../../support/wait-for.ts';

it.each([
  ['nothing', ''],
  ['half a request', 'POST /tool HTTP/1.1\r\nHost: 127.0.0.1\r\n'],
])('closes the oldest connections that send %s', async (_, start) => {
  const server = createServer(REQUEST_LIMITS).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close().closeAllConnections());
  const limit = new ConnectionLimit(server);
  let [made, open, most] = [0, 0, 0];
  let trusted: Socket | undefined;
  server.on('connection', (socket) => {
    made += 1;
    open += 1;
    most = Math.max(most, open);
    if (made === 1) {
      trusted = socket;
      limit.trust(socket);
    }
    socket.once('close', () => {
      open -= 1;
    });
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  for (let count = 0; count < 500; count += 1) {
    const socket = connect(port, '127.0.0.1')
      .on('error', () => undefined)
      .resume();
    onTestFinished(() => void socket.destroy());
    socket.write(start);
  }
  await waitFor('all connections', () => made === 500 && open === MAX_CONNECTIONS);
  expect(most).toBeLessThan(500);
  expect(trusted?.destroyed).toBe(false);
});
