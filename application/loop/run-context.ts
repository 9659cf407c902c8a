// What a run and its iterations share: the session, the hooks and their output, waiting, the agent.
import type { HookPoint } from '../../domain/run/hook-point.ts';
import type { Agent, AgentContext, AgentInfo } from '../ports/agent.port.ts';
import type { HookContext, HookEvent } from '../ports/hook-runner.port.ts';
import type { Session } from '../session/session.ts';
import { HeldOutput } from './held-output.ts';
import type { RunPorts, RunRequest } from './run.ts';
import { TaskCompletionHooks } from './task-completion-hooks.ts';

export class RunContext {
  readonly held = new HeldOutput();
  readonly completionHooks: TaskCompletionHooks;

  constructor(
    readonly request: RunRequest,
    readonly ports: RunPorts,
    readonly session: Session,
    private readonly agentInfo: AgentInfo,
    /** Aborted when the user or a signal ends the run. */
    readonly signal: AbortSignal,
  ) {
    this.completionHooks = new TaskCompletionHooks(this);
  }

  /** Runs the hooks of a point, shows and records what they do, and returns what the agent is to read. */
  async runHooks(point: HookPoint, details: Omit<HookContext, 'session'> = {}): Promise<string> {
    const ended: Extract<HookEvent, { type: 'hook-ended' }>[] = [];
    const observe = (event: HookEvent): void => {
      this.ports.observer.notify({ type: 'hook', event });
      if (event.type === 'hook-ended') ended.push(event);
    };
    const output = await this.ports.hooks.run(
      point,
      { session: this.session.name, ...details },
      observe,
      this.signal,
    );
    for (const { type: _, ...hook } of ended)
      await this.session.execute({ type: 'RecordHook', hook }, 'loop');
    return output;
  }

  /** A fresh context, in a new process when the agent's has gone. */
  openContext(): Promise<AgentContext> {
    return openAgentContext(this.ports.agent, this.request, this.agentInfo, this.signal);
  }

  /** Tells the user. */
  readonly notice = (level: 'info' | 'warning', message: string): void => {
    this.ports.observer.notify({ type: 'notice', level, message });
  };

  /** Waits, unless the run ends, somebody asks to resume, or a message is to be delivered now. */
  async wait(ms: number, why: string): Promise<void> {
    const awake = new AbortController();
    const unsubscribe = this.session.onCommit(({ events }) => {
      const called = events.some(
        ({ event }) =>
          event.type === 'ResumeRequested' || (event.type === 'UserMessageSent' && event.data.now),
      );
      if (called) awake.abort();
    });
    this.notice('info', `${why}; waiting ${seconds(ms)}; \`iteratr resume\` continues at once`);
    try {
      await this.ports.clock.sleep(ms, AbortSignal.any([this.signal, awake.signal]));
    } finally {
      unsubscribe();
    }
  }

  /** Waits as long as the session is to be paused, or until the run ends. */
  async pauseIfAsked(): Promise<void> {
    if (this.session.state.pause !== 'requested') return;
    await this.session.execute({ type: 'BeginPause' }, 'loop');
    await new Promise<void>((resolve) => {
      const check = (): void => {
        if (this.session.state.pause === 'paused' && !this.signal.aborted) return;
        unsubscribe();
        this.signal.removeEventListener('abort', check);
        resolve();
      };
      const unsubscribe = this.session.onCommit(check);
      this.signal.addEventListener('abort', check);
      check();
    });
  }
}

/** Starts the agent where it does not run. */
export async function openAgentContext(
  agent: Agent,
  { cwd, model, mcpServers }: RunRequest,
  info: AgentInfo,
  signal: AbortSignal,
): Promise<AgentContext> {
  await agent.start(signal);
  return agent.openContext({ cwd, model, mcpServers: mcpServers(info) }, signal);
}

function seconds(ms: number): string {
  return `${Math.ceil(ms / 1000)} s`;
}
