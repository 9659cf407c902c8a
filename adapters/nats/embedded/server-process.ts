// Starts the nats-server process under its own lock, checks whether it answers, and stops it.
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { AwakeStopwatch, afterAwake } from '../../../application/async/awake-time.ts';
import type { ProcessExit, Processes } from '../../../application/ports/processes.port.ts';
import { type GenerationLock, isServerOf, newestLock } from './generation-lock.ts';
import { logTail, type ServerRun } from './server-run.ts';
import { BEGAN, WATCH_USERS } from './server-watch.ts';

const POLL_MS = 3;
const PROBE_TIMEOUT_MS = 1_000;
const STOP_TIMEOUT_MS = 5_000;
const LOST_RACE = 87;

/**
 * The process takes the lock under its own number and then becomes the server, so a lock never names another process, and a
 * server never runs without a lock. It gives way to any newer lock, because it may have been delayed for long. It records its
 * start time from `/proc`, to be distinguished from a later process with the same number. It drops the mark that would end it
 * together with the agent that started it, because others may be using the server by then. It collects garbage when its heap has
 * grown by a quarter, not by all of it, unless the user has set GOGC: its heap is small, so that this costs little time.
 * $1 directory of the locks, $2 generation, $3 claim, $4 directory of the run, $5 server, $6 its configuration,
 * $7 directory of the users, $8 scope of process numbers on this machine, $9 the script that watches the users.
 */
const TAKE_LOCK_AND_RUN = `
umask 077
${BEGAN}
own="$1/server-$2.lock"
began "$$"
recorded="$began"
[ -r /proc/self/stat ] || recorded=
printf '%s\\n%s\\n%s\\n' "$$" "$3" "$recorded" >"$4/lock" || exit 1
ln "$4/lock" "$own" 2>"$4/ln.err" || { [ -e "$own" ] && exit ${LOST_RACE}; cat "$4/ln.err" >&2; exit 1; }
for lock in "$1"/server-*.lock; do
  other="\${lock##*/server-}"
  other="\${other%.lock}"
  case "$other" in *[!0-9]* | 0* | ????????????????*) continue ;; esac
  [ "$other" -gt "$2" ] && { rm -f "$own"; exit ${LOST_RACE}; }
done
unset ITERATR_AGENT_MARK
(/bin/sh -c "$9" iteratr-watch "$$" "$began" "$7" "$8" </dev/null &)
GOGC="\${GOGC:-25}"
export GOGC
exec "$5" -c "$6"
`;

export type Started =
  | { readonly state: 'locked'; readonly lock: GenerationLock }
  | { readonly state: 'lost' }
  | { readonly state: 'failed'; readonly reason: string };

/** Starts a server as `generation`, detached from this process. Resolves when it has the lock or cannot get it. */
export async function startServer(
  natsDir: string,
  generation: number,
  run: ServerRun,
  binary: string,
  processes: Processes,
): Promise<Started & { exit: Promise<ProcessExit> }> {
  const claim = JSON.stringify({
    ...processes.machine(),
    config: run.config,
    run: run.name,
    started: new Date().toISOString(),
  });
  const { scope } = processes.machine();
  const args = [
    natsDir,
    String(generation),
    claim,
    run.directory,
    binary,
    run.config,
    run.users,
    scope,
    WATCH_USERS,
  ];
  const { pid, exited } = processes.launch(
    // The directory contains only our files: with a relative entry in PATH, others could otherwise place a program there.
    { program: '/bin/sh', args: ['-c', TAKE_LOCK_AND_RUN, 'sh', ...args], cwd: run.directory },
    run.log,
  );
  let ended: Awaited<typeof exited> | undefined;
  const exit = exited.then((how) => {
    ended = how;
    return how;
  });
  for (;;) {
    const lock = newestLock(natsDir);
    if (lock && lock.pid === pid && lock.run === run.name) return { state: 'locked', lock, exit };
    if (ended?.error) return { state: 'failed', reason: ended.error.message, exit };
    if (ended && (ended.code !== 1 || (lock && lock.generation > generation))) return { state: 'lost', exit };
    if (ended) return { state: 'failed', reason: logTail(run) || 'the lock file could not be created', exit };
    await sleep(POLL_MS);
  }
}

/** Sends SIGTERM, then SIGKILL after the time limit, and resolves when the server has exited. `hangs` skips SIGTERM. */
export async function stopServer(
  lock: GenerationLock,
  processes: Processes,
  { hangs = false } = {},
): Promise<void> {
  for (const signal of hangs ? (['SIGKILL'] as const) : (['SIGTERM', 'SIGKILL'] as const)) {
    if (!isServerOf(lock, processes)) return;
    processes.signalGroup(lock.pid, signal);
    for (const time = new AwakeStopwatch(); time.elapsedMs < STOP_TIMEOUT_MS; ) {
      if (!isServerOf(lock, processes)) return;
      await sleep(POLL_MS);
    }
  }
  throw new Error(`the NATS server (process ${lock.pid}) does not stop; the lock is ${lock.file}`);
}

/** Returns whether a NATS server sends its greeting on this local port. */
export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const end = (answer: boolean) => {
      stop();
      socket.destroy();
      resolve(answer);
    };
    const stop = afterAwake(PROBE_TIMEOUT_MS, () => end(false));
    socket.once('data', (data) => end(data.toString('latin1').startsWith('INFO ')));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
  });
}
