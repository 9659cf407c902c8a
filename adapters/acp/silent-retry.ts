// Finds out from an agent's own server whether it retries silently, because the protocol does not tell.
import { afterAwake } from '../../application/async/awake-time.ts';
import { AdapterError } from '../../application/errors.ts';
import type { FindSockets } from './agent-sockets.ts';
import { failureInText } from './failures/agent-failure.ts';
import type { AgentProfile, AgentRetry } from './profiles/profile.ts';

/** How often a silent agent is looked at. */
const LOOK_MS = 5_000;
const ANSWER_MS = 2_000;
/** The agent may retry by itself when the next attempt is this near. */
const NEAR_MS = 20_000;
/** After this many attempts the loop waits instead, because it shows the wait and may use another agent. */
const PATIENT_ATTEMPTS = 5;

export interface SilentRetriesOptions {
  readonly profiles: readonly AgentProfile[];
  /** The environment of the agent's process, with the password of its server. */
  readonly env: Readonly<Record<string, string>>;
  readonly pid: number;
  readonly findSockets: FindSockets;
}

/** Returns the error behind a retry that takes long; undefined if the agent does not retry, or nobody knows. Never throws. */
export type FindSilentRetry = () => Promise<AdapterError | undefined>;

/** Returns a function that looks for silent retries; undefined for an agent whose server does not tell them. */
export function silentRetries({
  profiles,
  env,
  pid,
  findSockets,
}: SilentRetriesOptions): FindSilentRetry | undefined {
  const [server, ...others] = profiles.flatMap((profile) => profile.server ?? []);
  const retries = server?.retries;
  if (!retries || others.length > 0) return undefined;
  const credentials = `${retries.user}:${env[server.passwordVariable] ?? ''}`;
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  return async () => {
    const { sockets } = await findSockets(pid);
    for (const { host, port } of sockets) {
      const place = `${host.includes(':') ? `[${host}]` : host}:${port}`;
      const body = await ask(`http://${place}${retries.path}`, authorization);
      const retry = retries.of(body);
      if (retry) return refusalOf(retry, Date.now());
    }
    return undefined;
  };
}

/** A turn that is watched. */
interface WatchedTurn {
  /** Whether the agent has sent something since it was last looked at. */
  isLively: boolean;
  readonly cancelled: boolean;
  readonly ended: boolean;
}

/** Looks at a silent agent every few seconds, until it retries for long: then calls `onRetry`. Returns a function that stops this. */
export function watchRetries(
  findRetry: FindSilentRetry | undefined,
  turn: WatchedTurn,
  onRetry: (error: AdapterError) => void,
): () => void {
  if (!findRetry) return () => undefined;
  let stop: () => void = () => undefined;
  const look = async (): Promise<void> => {
    const retry = turn.isLively ? undefined : await findRetry();
    turn.isLively = false;
    if (turn.cancelled || turn.ended) return;
    if (retry) onRetry(retry);
    else next();
  };
  const next = (): void => {
    stop = afterAwake(LOOK_MS, () => void look());
  };
  next();
  return () => stop();
}

async function ask(url: string, authorization: string): Promise<unknown> {
  try {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const response = await fetch(url, { headers: { authorization }, redirect: 'error', signal });
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined; // a port that speaks something else, or an agent that is about to end
  }
}

function refusalOf({ message, attempt, at }: AgentRetry, now: number): AdapterError | undefined {
  const left = at - now;
  if (left < NEAR_MS && attempt < PATIENT_ATTEMPTS) return undefined;
  const known = failureInText(message);
  return new AdapterError('AGENT.REFUSED', `the agent retries after: ${message.replace(/\.$/, '')}`, {
    retryable: true,
    failure: {
      cause: known?.cause ?? 'overloaded',
      ...(left >= NEAR_MS ? { retryAfterMs: left } : known),
    },
  });
}
