// A second machine for a test: a clone, a data directory and a host name of its own, with a bare git remote between both.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ITERATR, Program, type Running, type StartOptions } from './program.ts';
import type { OnEnd } from './temp-dir.ts';

export interface SecondMachine {
  readonly program: Program;
  /** The bare repository that both machines push to, as `origin`. */
  readonly remote: string;
}

/** Pushes the committed `main` of the first machine to a bare repository and clones it. `onEnd`: see `Program`. */
export function secondMachine(first: Program, onEnd?: OnEnd): SecondMachine {
  const program = new Program({ git: false, ...(onEnd && { onEnd }) });
  const remote = join(first.base, 'remote.git');
  first.git('init', '--quiet', '--bare', remote);
  first.git('remote', 'add', 'origin', remote);
  first.git('push', '--quiet', 'origin', 'main');
  rmSync(program.workTree, { recursive: true });
  execFileSync('git', ['clone', '--quiet', remote, program.workTree], {
    cwd: program.base,
    env: program.env,
  });
  return { program, remote };
}

/** Whether a process here can get a host name of its own, as on another machine. */
export const hasHostNames = (() => {
  try {
    execFileSync('unshare', ['--uts', 'hostname', 'machine-b'], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
})();

/** Starts the program on the machine with the host name, if processes here can have one. */
export function startOn(
  host: string,
  program: Program,
  args: readonly string[],
  options: StartOptions,
): Running {
  if (!hasHostNames) return program.start(args, options);
  const named = ['unshare', '--uts', 'sh', '-c', `hostname ${host} && exec "$@"`, 'sh'];
  return program.startCommand([...named, process.execPath, ITERATR, ...args], options);
}
