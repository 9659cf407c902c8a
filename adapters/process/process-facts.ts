// Queries the system about processes: whether they are alive, when they started, and on which machine.
import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { hostname } from 'node:os';
import type { Machine, ProcessFacts } from '../../application/ports/processes.port.ts';

/** PF_KTHREAD in the kernel's process flags. */
const KERNEL_THREAD = 0x0020_0000;

export const PROCESS_FACTS: ProcessFacts = { machine: thisMachine, isAlive, startOf, runsWith };

/** Loads the module on demand, because that takes longer than everything else a tool command does. */
function childProcess(): typeof import('node:child_process') {
  return createRequire(import.meta.url)('node:child_process');
}

let known: Machine | undefined;

function thisMachine(): Machine {
  known ??= {
    host: [hostname(), textOf('/etc/machine-id').slice(0, 8)].filter(Boolean).join('/'),
    boot: textOf('/proc/sys/kernel/random/boot_id') || bootOfMac(),
    scope: namespace(),
  };
  return known;
}

function runsWith(pid: number, argument: string): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return psField('command', pid).includes(argument);
  const commandLine = ofProcess(pid, 'cmdline');
  if (commandLine === undefined) return isAlive(pid) && !existsSync('/proc/self/cmdline');
  return commandLine === '' ? isEnding(pid) : commandLine.split('\0').includes(argument);
}

/** Returns whether a process is exiting: it frees its memory, including its command line, before its threads have ended. */
function isEnding(pid: number): boolean {
  const { state, flags, threads } = statOf(pid);
  const isKernelThread = Math.floor(flags / KERNEL_THREAD) % 2 === 1;
  return state !== '' && !isKernelThread && !(state === 'Z' && threads <= 1);
}

function startOf(pid: number): string {
  if (process.platform !== 'linux') return psField('lstart', pid);
  const { state, start } = statOf(pid);
  return state === 'Z' ? '' : start;
}

function statOf(pid: number): { state: string; flags: number; threads: number; start: string } {
  // The command name, in parentheses, may contain spaces, so count the fields after it.
  const fields = ofProcess(pid, 'stat')?.split(') ').at(-1)?.split(' ') ?? [];
  return {
    state: fields[0] ?? '',
    flags: Number(fields[6]),
    threads: Number(fields[17]),
    start: fields[19] ?? '',
  };
}

/** Returns the text of a file in /proc; undefined if there is no such process, or no /proc. */
function ofProcess(pid: number, file: 'cmdline' | 'stat'): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  // 0 and negative numbers address groups, and -1 all processes.
  if (!Number.isInteger(pid) || pid < 1) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function namespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid').replaceAll(/\D/g, '');
  } catch {
    // Without process namespaces, all processes share one.
    return '0';
  }
}

function bootOfMac(): string {
  if (process.platform !== 'darwin') return '';
  const { execFileSync } = childProcess();
  return execFileSync('sysctl', ['-n', 'kern.bootsessionuuid'], { encoding: 'utf8' }).trim();
}

/** Returns a field that `ps` prints; '' if the process has ended, because `ps` then fails without output. */
function psField(field: string, pid: number): string {
  const args = ['-ww', '-o', `${field}=`, '-p', String(pid)];
  const { stdout, error } = childProcess().spawnSync('ps', args, { encoding: 'utf8' });
  if (error) throw error;
  return stdout.trim();
}

/** Returns the text of a file; '' if it cannot be read, because no system has all of these files. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}
