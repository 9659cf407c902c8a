// What another user of the machine tries: to read and change files, to talk to ports without credentials, to signal processes.
// Reads `{roots, files, ports, pids}` from stdin and writes what succeeded to stdout.
import { appendFileSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const WAIT_MS = 2_000;
const { roots, files, ports, pids } = JSON.parse(await text(process.stdin));
const reached = [];

function attempt(what, action) {
  try {
    const found = action();
    reached.push(`${what}${typeof found === 'string' ? `: ${found}` : ''}`);
    return found;
  } catch {
    // Denied, as it should be.
    return undefined;
  }
}

function walk(directory) {
  attempt(`created a file in ${directory}`, () =>
    writeFileSync(join(directory, 'planted'), 'x', { flag: 'wx' }),
  );
  for (const entry of attempt(`listed ${directory}`, () => readdirSync(directory, { withFileTypes: true })) ??
    []) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) walk(path);
    else tryFile(path);
  }
}

function tryFile(path) {
  attempt(`read ${path}`, () => void openSync(path, 'r'));
  attempt(`changed ${path}`, () => appendFileSync(path, 'x'));
}

/** What a port answers to `lines`, without credentials. */
function talk(port, lines) {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(lines));
    socket.setEncoding('utf8').on('data', (data) => {
      answer += data;
    });
    for (const end of ['close', 'error']) socket.on(end, () => resolve(answer));
    setTimeout(() => resolve(answer), WAIT_MS).unref();
  });
}

function post(port, path, headers = {}) {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} });
  return new Promise((resolve) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
      },
      (response) => response.resume().on('end', () => resolve(response.statusCode)),
    );
    sent.on('error', () => resolve(0));
    sent.setTimeout(WAIT_MS, () => sent.destroy());
    sent.end(body);
  });
}

for (const root of roots) walk(root);
for (const file of files) tryFile(file);
for (const port of ports) {
  const connectLine =
    'CONNECT {"verbose":true,"pedantic":false}\r\nSUB > 1\r\nPUB iteratr.SPEC.events 1\r\nx\r\nPING\r\n';
  const answer = await talk(port, connectLine);
  if (/\+OK|PONG|MSG /.test(answer)) reached.push(`NATS on port ${port} answered ${answer}`);
  for (const headers of [{}, { authorization: 'Bearer x' }, { authorization: 'Bearer ' }]) {
    for (const path of ['/', '/mcp', '/tools', '/session']) {
      const status = await post(port, path, headers);
      if (status >= 200 && status < 300) reached.push(`HTTP on port ${port} answered ${path} with ${status}`);
    }
  }
}
for (const pid of pids) {
  attempt(`read the environment of ${pid}`, () => void readFileSync(`/proc/${pid}/environ`));
  attempt(`signalled ${pid}`, () => void process.kill(pid, 0));
  // Everybody may read a command line, so it must hold no secret.
  attempt(`command line of ${pid}`, () => readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
}
process.stdout.write(JSON.stringify({ user: process.getuid(), reached }));
