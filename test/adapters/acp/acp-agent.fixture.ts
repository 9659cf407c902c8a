// Runs scripted agents as real processes, each in a temporary work tree, and sees to it that nothing of them stays.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AcpAgent, type AcpAgentOptions } from '../../../adapters/acp/acp-agent.ts';
import { PROFILES } from '../../../adapters/acp/profiles/profiles.ts';
import { UNRECORDED_PROCESSES } from '../../../adapters/process/system-processes.ts';
import type { AgentContext, AgentContextOptions, AgentEvent } from '../../../application/ports/agent.port.ts';
import {
  type Scenario,
  type ScriptedAgent,
  scriptedAgent,
} from '../../support/scripted-agent/scripted-agent.ts';
import { type KeptLog, keptLog } from './log.ts';

export const never = new AbortController().signal;

export interface AgentFixture {
  readonly agent: AcpAgent;
  readonly script: ScriptedAgent;
  readonly cwd: string;
  readonly log: KeptLog;
  /** Starts the agent, unless it runs, and opens a context. */
  open(options?: Partial<AgentContextOptions>): Promise<AgentContext>;
}

const cleanups: (() => Promise<void>)[] = [];

/** Stops every agent made since the last call and removes their directories: for `afterEach`. */
export async function cleanUp(): Promise<void> {
  for (const cleanup of cleanups.splice(0)) await cleanup();
}

/** A work tree of its own; the agent's own files lie beside it. */
export function agentFixture(scenario: Scenario, options: Partial<AcpAgentOptions> = {}): AgentFixture {
  const cwd = temporaryDirectory();
  const script = scriptedAgent(temporaryDirectory(), scenario);
  const log = keptLog();
  const agent = new AcpAgent({
    command: script.command,
    args: script.args,
    profiles: PROFILES,
    env: { PATH: process.env.PATH ?? '', HOME: cwd },
    cwd,
    allowPermissions: true,
    cancelTimeoutMs: 5_000,
    startTimeoutMs: 20_000,
    stopTimeoutMs: 2_000,
    processes: UNRECORDED_PROCESSES,
    logger: log,
    ...options,
  });
  cleanups.push(() => agent.stop());
  const open = async (context: Partial<AgentContextOptions> = {}) => {
    await agent.start(never);
    return agent.openContext({ cwd, model: '', mcpServers: [], ...context }, never);
  };
  return { agent, script, cwd, log, open };
}

export function temporaryDirectory(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'iteratr-acp-')));
  cleanups.push(async () => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export async function collect(events: AsyncIterable<AgentEvent>): Promise<AgentEvent[]> {
  const all: AgentEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

export function textOf(events: readonly AgentEvent[]): string {
  return events.flatMap((event) => (event.type === 'text' ? [event.text] : [])).join('');
}

/** Whether a process runs; one that has ended and was not reaped yet does not. */
export function isAlive(pid: number): boolean {
  const { status, stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return status === 0 && !stdout.trim().startsWith('Z');
}

/** Resolves when `holds` does, rejects after five seconds. */
export async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('It did not come to that within 5 s.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
