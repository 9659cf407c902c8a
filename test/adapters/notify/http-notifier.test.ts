// Specifies delivery over HTTP: what is sent, what is tried again, and what a failure says.
import { getEventListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { HttpNotifier } from '../../../adapters/notify/http-notifier.ts';
import { retryAfterMs } from '../../../adapters/notify/retry-after.ts';
import { hang, receiver, SECRET_PATH, status } from '../../support/receiver.ts';

const never = new AbortController().signal;

function deliver(url: string, signal = never) {
  return new HttpNotifier(url).deliver('{"v":1}', signal);
}

it('posts the JSON', async () => {
  const { url, received } = await receiver(status(200, 'ok\n'));
  expect(await deliver(url)).toEqual({ ok: true, answer: 'ok' });
  expect(received).toMatchObject([
    { method: 'POST', path: SECRET_PATH, body: '{"v":1}', headers: { 'content-type': 'application/json' } },
  ]);
});

it('turns a user and a password in the URL into a header', async () => {
  const { port, received } = await receiver();
  expect(await deliver(`http://me%40x:p%20w%@127.0.0.1:${port}/a?b=c`)).toMatchObject({ ok: true });
  const authorization = `Basic ${Buffer.from('me@x:p%20w%').toString('base64')}`;
  expect(received).toMatchObject([{ path: '/a?b=c', headers: { authorization } }]);
});

it('tries again after 429 and 503, and waits as long as the receiver asks', async () => {
  const { url, received } = await receiver(status(429, '', { 'retry-after': '2' }), status(503), status(204));
  const { signal } = new AbortController();
  expect(await deliver(url, signal)).toEqual({ ok: true, answer: '' });
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  const [first = 0, second = 0, third = 0] = received.map(({ at }) => at);
  expect(second - first).toBeGreaterThanOrEqual(1_950);
  expect(third - second).toBeGreaterThanOrEqual(1_950);
});

it('gives up after three attempts, and quotes the answer', async () => {
  const { url, port, received } = await receiver(status(500, 'rollup_error\nmore'));
  expect(await deliver(url)).toEqual({
    ok: false,
    kind: 'HTTP 500',
    problem: `http://127.0.0.1:${port} answered HTTP 500: rollup_error more`,
  });
  expect(received).toHaveLength(3);
});

it.each([400, 401, 404, 410])('does not try again after %i', async (code) => {
  const { url, received } = await receiver(status(code, 'invalid_payload'));
  expect(await deliver(url)).toMatchObject({ ok: false, kind: `HTTP ${code}` });
  expect(received).toHaveLength(1);
});

it('follows no redirect', async () => {
  const other = await receiver();
  const { url } = await receiver(status(307, '', { location: other.url }));
  expect(await deliver(url)).toMatchObject({
    ok: false,
    problem: expect.stringContaining('answered with a redirect (HTTP 307), which is not followed'),
  });
  expect(other.received).toEqual([]);
});

it('reads only the beginning of an endless answer', async () => {
  const endless = receiver((response) => {
    response.writeHead(200);
    const write = (): void => {
      while (response.write('x'.repeat(65_536)));
      response.once('drain', write);
    };
    write();
  });
  const started = Date.now();
  expect(await deliver((await endless).url)).toEqual({ ok: true, answer: `${'x'.repeat(199)}…` });
  expect(Date.now() - started).toBeLessThan(5_000);
});

it('says that nobody listens, without the path', async () => {
  const { port } = await receiver();
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const { port: free } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  expect(free).not.toBe(port);
  expect(await deliver(`http://127.0.0.1:${free}${SECRET_PATH}`)).toEqual({
    ok: false,
    kind: `connect ECONNREFUSED 127.0.0.1:${free}`,
    problem: `http://127.0.0.1:${free} cannot be reached: connect ECONNREFUSED 127.0.0.1:${free}`,
  });
});

it('refuses a certificate that is not trusted', async () => {
  const file = (name: string): Buffer => readFileSync(new URL(`../../support/tls/${name}`, import.meta.url));
  const server = createServer({ key: file('server-key.pem'), cert: file('server.pem') });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  expect(await deliver(`https://127.0.0.1:${port}/x`)).toMatchObject({
    ok: false,
    problem: expect.stringMatching(/cannot be reached: .*certificate/),
  });
});

it('ends when it is aborted, during a request and during a pause', async () => {
  const { url } = await receiver(hang);
  const soon = (): AbortSignal => AbortSignal.timeout(300);
  const started = Date.now();
  expect(await deliver(url, soon())).toMatchObject({ ok: false });
  const busy = await receiver(status(503, '', { 'retry-after': '50' }));
  expect(await deliver(busy.url, soon())).toMatchObject({ ok: false, kind: 'HTTP 503' });
  expect(Date.now() - started).toBeLessThan(5_000);
  expect(busy.received).toHaveLength(1);
});

it.each([
  [null, 0],
  ['', 0],
  ['soon', 0],
  ['7', 7_000],
  ['0.5', 500],
  ['-3', 0],
  ['Sun, 29 Mar 2026 08:00:30 GMT', 30_000],
  ['Sun, 29 Mar 2026 07:00:00 GMT', 0],
])('reads Retry-After %s as %i ms', (header, ms) => {
  expect(retryAfterMs(header, new Date('2026-03-29T08:00:00Z'))).toBe(ms);
});
