// Whether the ports that the agent opens answer whoever asks: other users of this machine, and web pages.
import { get } from 'node:http';
import type { AgentProfile } from '../../adapters/acp/profiles/profile.ts';
import { type ListeningSocket, listeningSockets } from '../../adapters/process/listening-sockets.ts';
import { type Finding, ok, warning } from '../../application/doctor/check.ts';

const ANSWER_MS = 2_000;

type Answer = { readonly path: string } & (
  | { readonly status: number }
  | { readonly silent: true }
  | { readonly foreign: true }
);

/** Asks every port of the agent's process tree, at the same time, without credentials. Never throws. */
export async function agentSocketFindings(
  leader: number,
  mark: string | undefined,
  { profiles, signal }: { readonly profiles: readonly AgentProfile[]; readonly signal: AbortSignal },
): Promise<readonly Finding[]> {
  const { sockets, incomplete } = await listeningSockets(leader, mark);
  const findings = await Promise.all(sockets.map((socket) => findingOf(socket, profiles, signal)));
  if (incomplete !== undefined)
    return [...findings, warning(`not all ports of the agent are checked: ${incomplete}`)];
  return findings.length > 0 ? findings : [ok('opens no TCP port')];
}

async function findingOf(
  socket: ListeningSocket,
  profiles: readonly AgentProfile[],
  signal: AbortSignal,
): Promise<Finding> {
  // A page, and what the known servers tell.
  const paths = new Set(['/', ...profiles.flatMap(({ server }) => server?.paths ?? [])]);
  const answers = await Promise.all([...paths].map((path) => ask(socket, path, signal)));
  const { host, port } = socket;
  const where = `port ${port} of the agent (${host.includes(':') ? `[${host}]` : host})`;
  const open = answers.flatMap((answer) =>
    'status' in answer && answer.status >= 200 && answer.status < 400 ? [answer] : [],
  );
  if (open.length > 0) {
    const told = open.map(({ path, status }) => `${path} (${status})`).join(', ');
    return warning(
      `${where} answers without credentials: ${told}; other users of this machine and web pages can use it`,
      remedyOf(profiles),
    );
  }
  if (answers.some((answer) => 'foreign' in answer))
    return ok(`${where} speaks an unknown protocol: not checked`);
  if (answers.every((answer) => 'silent' in answer)) return ok(`${where} does not answer: not checked`);
  const statuses = answers.flatMap((answer) => ('status' in answer ? [answer.status] : []));
  return statuses.every((status) => status === 401 || status === 403)
    ? ok(`${where} asks for credentials`)
    : ok(`${where} gives nothing without credentials (${[...new Set(statuses)].join(', ')})`);
}

function remedyOf(profiles: readonly AgentProfile[]): string {
  const known = profiles.flatMap(({ name, server }) =>
    server ? [`; ${name} has one when ${server.passwordVariable} reaches it`] : [],
  );
  return `give the agent's server a password or turn it off${known.join('')}`;
}

function ask({ host, port }: ListeningSocket, path: string, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
    // A connection of its own, which ends with the answer: what it would stream is not read.
    const request = get({ host, port, path, signal: limit, agent: false }, (response) => {
      resolve({ path, status: response.statusCode ?? 0 });
      request.destroy();
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code?.startsWith('HPE_') ? { path, foreign: true } : { path, silent: true });
    });
  });
}
