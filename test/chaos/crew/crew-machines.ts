// The machines on which the workers of a chaos run work: one, or two with a clone each, a cluster of servers and a bare remote.
import { join } from 'node:path';
import { Program, type Running, type StartOptions } from '../../support/program.ts';
import { secondMachine, startOn } from '../../support/second-machine.ts';
import type { OnEnd } from '../../support/temp-dir.ts';
import { CHECK } from './crew-work.ts';
import { Repository } from './repository.ts';
import { ClusterServers, ManagedServer, type StoreServers } from './store-servers.ts';

export interface Machine {
  readonly program: Program;
  start(args: readonly string[], options: StartOptions): Running;
}

export interface CrewMachines {
  readonly build: Machine;
  /** Where `iteratr work` runs: the same, or another one. */
  readonly work: Machine;
  readonly servers: StoreServers;
  /** What all processes of the program need to find each other. */
  readonly env: Readonly<Record<string, string>>;
  /** Where the branch of the session is for all: the only repository, or the remote. */
  readonly repository: Repository;
}

export async function crewMachines(count: number, onEnd: OnEnd): Promise<CrewMachines> {
  const program = new Program({ onEnd });
  program.write('check.sh', CHECK);
  program.write('iteratr.yml', 'verify: ["sh check.sh"]\n');
  program.write(
    '.iteratr.hooks.yml',
    `version: 1\nhooks:\n  on_task_complete:\n    - command: 'echo "$ITERATR_TASK_ID" >> "${completedFile(program)}"'\n`,
  );
  program.git('add', '.');
  program.git('commit', '--quiet', '--message', 'Check and hooks');
  return count === 1 ? oneMachine(program) : twoMachines(program, onEnd);
}

/** Lists the tasks for which the hook on_task_complete ran. `program`: that of the build. */
export function completedFile({ base }: Program): string {
  return join(base, 'completed');
}

function oneMachine(program: Program): CrewMachines {
  const machine: Machine = { program, start: (args, options) => program.start(args, options) };
  return {
    ...{ build: machine, work: machine, servers: new ManagedServer(program), env: {} },
    repository: new Repository(program.workTree, program.env),
  };
}

async function twoMachines(first: Program, onEnd: OnEnd): Promise<CrewMachines> {
  const { program: second, remote } = secondMachine(first, onEnd);
  const servers = await ClusterServers.open();
  onEnd(() => servers.remove());
  const on = (host: string, program: Program): Machine => ({
    program,
    start: (args, options) => startOn(host, program, args, options),
  });
  return {
    ...{ build: on('machine-a', first), work: on('machine-b', second), servers },
    env: { ITERATR_NATS_URL: servers.url, ITERATR_NATS_REPLICAS: '3', ITERATR_REMOTE: 'origin' },
    repository: new Repository(remote, first.env),
  };
}
