// Checks whether the agent's TCP ports answer requests without credentials, as other local users and web pages could send.
import { get } from 'node:http';
import { type Finding, ok, warning } from '../../application/ports/diagnostic.port.ts';
import type { AgentProfile } from './profiles/profile.ts';

const ANSWER_MS = 2_000;

interface ListeningSocket {
  readonly host: string;
  readonly port: number;
}

/** Finds the listening TCP ports of a process tree; `incomplete` says why some may be missing. */
export type FindSockets = (
  leader: number,
  mark?: string,
) => Promise<{ readonly sockets: readonly ListeningSocket[]; readonly incomplete?: string }>;

type Answer = { readonly path: string } & (
  | { readonly status: number }
  | { readonly silent: true }
  | { readonly foreign: true }
);

/** Requests pages from all ports concurrently, without credentials, and returns a finding for each port. Never throws. */
export async function agentSocketFindings(
  { sockets, incomplete }: Awaited<ReturnType<FindSockets>>,
  profiles: readonly AgentProfile[],
  signal: AbortSignal,
): Promise<readonly Finding[]> {
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
  // The root page, and the sensitive pages of known servers.
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
    : ok(`${where} returns no page without credentials (${[...new Set(statuses)].join(', ')})`);
}

function remedyOf(profiles: readonly AgentProfile[]): string {
  const known = profiles.flatMap(({ name, server }) =>
    server ? [`; ${name} reads it from ${server.passwordVariable}`] : [],
  );
  return `give the agent's server a password or turn it off${known.join('')}`;
}

function ask({ host, port }: ListeningSocket, path: string, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
    // No shared agent: the connection is closed after the response headers, and the body is never read.
    const request = get({ host, port, path, signal: limit, agent: false }, (response) => {
      resolve({ path, status: response.statusCode ?? 0 });
      request.destroy();
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code?.startsWith('HPE_') ? { path, foreign: true } : { path, silent: true });
    });
  });
}
