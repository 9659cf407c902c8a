// What a server of an agent tells about silent retries, and which of them are worth a wait.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { CODEX } from '../../../adapters/acp/profiles/codex.ts';
import { OPENCODE } from '../../../adapters/acp/profiles/opencode.ts';
import { silentRetries } from '../../../adapters/acp/silent-retry.ts';

const closes: (() => void)[] = [];
afterEach(() => {
  for (const close of closes.splice(0)) close();
});

/** Starts a server that answers only with the password, and returns what is found out from it. */
async function found(answer: string, password = 'secret') {
  const right = `Basic ${Buffer.from('opencode:secret').toString('base64')}`;
  const server = createServer(({ url, headers }, response) => {
    const isAllowed = headers.authorization === right && url === '/session/status';
    response.writeHead(isAllowed ? 200 : 401).end(isAllowed ? answer : '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closes.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const find = silentRetries({
    profiles: [OPENCODE],
    env: { OPENCODE_SERVER_PASSWORD: password },
    pid: 1,
    findSockets: async () => ({
      sockets: [
        { host: '127.0.0.1', port: 1 },
        { host: '127.0.0.1', port },
      ],
    }),
  });
  return find?.();
}

function retrying(inMs: number, attempt = 1, message = 'Too Many Requests'): string {
  return JSON.stringify({
    ses_1: { type: 'idle' },
    ses_2: { type: 'retry', attempt, message, next: Date.now() + inMs },
  });
}

describe('a silent retry', () => {
  it('far ahead is a wait until then, with the cause that the message tells', async () => {
    const error = await found(retrying(3_600_000));
    expect(error).toMatchObject({
      problem: 'the agent retries after: Too Many Requests',
      failure: { cause: 'rate_limited', retryAfterMs: expect.any(Number) },
    });
    expect(Math.round((error?.failure?.retryAfterMs ?? 0) / 60_000)).toBe(60);
  });

  it('soon is left to the agent, but not for ever', async () => {
    expect(await found(retrying(2_000, 4))).toBeUndefined();
    expect(await found(retrying(2_000, 5, 'Internal server error'))).toMatchObject({
      failure: { cause: 'overloaded' },
    });
  });

  it.each([
    ['nothing is retried', JSON.stringify({ ses_1: { type: 'idle' } })],
    ['the answer is of another kind', '[1, {"type": "retry"}]'],
    ['the answer is no JSON', '<html>'],
  ])('is none if %s', async (_, answer) => {
    expect(await found(answer)).toBeUndefined();
  });

  it('is none if the password is refused', async () => {
    expect(await found(retrying(3_600_000), 'wrong')).toBeUndefined();
  });

  it('is not looked for if the agent has no server that tells', () => {
    const findSockets = async () => ({ sockets: [] });
    expect(silentRetries({ profiles: [CODEX], env: {}, pid: 1, findSockets })).toBeUndefined();
  });
});
