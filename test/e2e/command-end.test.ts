// A command ends when its work is done and its output is flushed, whatever else is still open.
import { createServer, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { ITERATR, Program } from '../support/program.ts';

/** Returns the address of a server that accepts connections and says nothing. */
async function silentServer(): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `nats://127.0.0.1:${(server.address() as { port: number }).port}`;
}

it.each([
  [['tool', 'task-add', '--name', 'x', '--content', 'y']],
  [['sessions']],
  [['message', '--name', 'x', 'hello']],
])('%j ends with an error on a store that accepts connections and says nothing', async (command) => {
  const program = new Program({ git: false });
  const env = { ITERATR_NATS_URL: await silentServer() };
  // The server keeps the connection open: the command has to end by itself.
  const { code, stderr } = await program.run(command, { env });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^iteratr: the NATS server at \S+ cannot be reached [^\n]+\n$/);
});

it('gives a slow reader all of its output', async () => {
  const program = new Program({ git: false });
  const content = 'x'.repeat(2_000);
  const tasks = JSON.stringify(
    Array.from({ length: 50 }, (_, index) => ({ content: `${index} ${content}` })),
  );
  await program.run(['tool', 'task-batch-add', '--name', 'x', '--tasks', tasks]);
  const list = `"$0" "$1" tool task-list --name x | { sleep 1; wc -c; }`;
  const { stdout } = await program.startCommand(['sh', '-c', list, process.execPath, ITERATR]).ended;
  expect(Number(stdout)).toBeGreaterThan(100_000);
});

it('ends quietly when the reader has gone', async () => {
  const program = new Program({ git: false });
  await program.run(['tool', 'task-add', '--name', 'x', '--content', 'y'.repeat(60_000)]);
  const list = `{ "$0" "$1" tool task-list --name x; echo "code $?" >&2; } | head -c 1`;
  const { stderr } = await program.startCommand(['sh', '-c', list, process.execPath, ITERATR]).ended;
  expect(stderr).toBe('code 0\n');
});
