// Finds the TCP ports that a process tree listens on, from /proc on Linux and from lsof elsewhere.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { promisify } from 'node:util';
import { treePids } from './process-tree.ts';

export interface ListeningSocket {
  /** An address at which this machine can reach it. */
  readonly host: string;
  readonly port: number;
}

export interface SocketSearch {
  /** Sorted by port, without duplicates. */
  readonly sockets: readonly ListeningSocket[];
  /** Why some may be missing; undefined when the list is complete. */
  readonly incomplete?: string;
}

const LSOF_MS = 5_000;
/** The state of a listening socket in `/proc/net/tcp`. */
const LISTEN = '0A';

/** Returns the ports of the tree's current processes. For `leader` and `mark` see `ProcessTrees`. Never throws. */
export async function listeningSockets(leader: number, mark?: string): Promise<SocketSearch> {
  const pids = treePids(leader, mark);
  const found = process.platform === 'linux' ? fromProc(pids) : await fromLsof(pids);
  const unique = new Map(found.sockets.map((socket) => [`${socket.port} ${socket.host}`, socket]));
  return { ...found, sockets: [...unique.values()].sort((a, b) => a.port - b.port) };
}

/** Skips processes that have ended in the meantime. If the files of a process are not readable, the result is incomplete. */
function fromProc(pids: readonly number[]): SocketSearch {
  const sockets: ListeningSocket[] = [];
  let hidden: number | undefined;
  for (const pid of pids) {
    try {
      const inodes = socketInodes(pid);
      if (inodes.size === 0) continue;
      for (const table of ['tcp', 'tcp6']) {
        const text = readIfThere(`/proc/${pid}/net/${table}`);
        sockets.push(...listening(text).flatMap(({ inode, socket }) => (inodes.has(inode) ? [socket] : [])));
      }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'ESRCH') hidden = pid;
    }
  }
  return hidden === undefined
    ? { sockets }
    : { sockets, incomplete: `the files of process ${hidden} cannot be read` };
}

/** Returns '' if the file does not exist, as on a machine without IPv6. */
function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

function socketInodes(pid: number): ReadonlySet<string> {
  const directory = `/proc/${pid}/fd`;
  const inodes = readdirSync(directory).flatMap((name) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`${directory}/${name}`))?.[1] ?? [];
    } catch {
      return []; // closed in the meantime
    }
  });
  return new Set(inodes);
}

/** Parses a table in the format of https://docs.kernel.org/networking/proc_net_tcp.html */
function listening(table: string): { inode: string; socket: ListeningSocket }[] {
  return table.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
    const [address = '', port = ''] = local.split(':');
    if (state !== LISTEN) return [];
    return [{ inode, socket: { host: hostOf(address), port: Number.parseInt(port, 16) } }];
  });
}

/** Parses an address of four-byte words in machine order, which is little-endian on all of Node's platforms but s390x. */
function hostOf(hex: string): string {
  const words = (hex.match(/.{8}/g) ?? []).map((word) => Buffer.from(word, 'hex').reverse());
  const bytes = Buffer.concat(words);
  if (bytes.length === 4) return reachable([...bytes].join('.'));
  const mapped = bytes.subarray(0, 12).equals(Buffer.from('00000000000000000000ffff', 'hex'));
  if (mapped) return reachable([...bytes.subarray(12)].join('.'));
  return reachable(
    bytes.every((byte) => byte === 0) ? '::' : (bytes.toString('hex').match(/.{4}/g) ?? []).join(':'),
  );
}

/** Returns the loopback address for a socket that listens on all interfaces. */
function reachable(address: string): string {
  if (address === '0.0.0.0' || address === '*') return '127.0.0.1';
  return address === '::' ? '::1' : address;
}

async function fromLsof(pids: readonly number[]): Promise<SocketSearch> {
  if (pids.length === 0) return { sockets: [] };
  const args = ['-nP', '-iTCP', '-sTCP:LISTEN', '-a', '-p', pids.join(','), '-Fn'];
  try {
    const { stdout } = await promisify(execFile)('lsof', args, { timeout: LSOF_MS });
    return { sockets: readLsof(stdout) };
  } catch (error) {
    // lsof exits with 1 when it finds no socket or a process has exited; it prints the sockets of the others.
    const { code, stdout = '' } = error as { code?: unknown; stdout?: string };
    if (code === 1) return { sockets: readLsof(stdout) };
    return { sockets: [], incomplete: code === 'ENOENT' ? 'lsof is not installed' : 'lsof does not answer' };
  }
}

/** Parses lines such as `n127.0.0.1:4096`, `n[::1]:4096` and `n*:4096`. */
export function readLsof(text: string): ListeningSocket[] {
  return text.split('\n').flatMap((line) => {
    const [, host, port] = /^n\[?(.*?)\]?:(\d+)$/.exec(line) ?? [];
    return host === undefined ? [] : [{ host: reachable(host), port: Number(port) }];
  });
}
