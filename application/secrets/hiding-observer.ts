// Replaces secrets in everything a run shows: its log, its JSON lines, the dashboard, the transcript, and what watchers get.
import type { RunResult } from '../loop/run-result.ts';
import type { AgentEvent, AgentToolCall } from '../ports/agent.port.ts';
import type { HookEvent } from '../ports/hook-runner.port.ts';
import type { RunEvent, RunObserver, RunPhase } from '../ports/run-observer.port.ts';
import { HiddenStream } from './hidden-stream.ts';
import type { KnownSecrets } from './known-secrets.ts';

type AgentRunEvent = Extract<RunEvent, { type: 'agent' }>;
type StreamedEvent = Extract<AgentEvent, { type: 'text' | 'thought' }>;

interface OpenText {
  readonly key: string;
  readonly stream: HiddenStream;
  readonly last: AgentRunEvent & { readonly event: StreamedEvent };
}

/** Passes events on in order. The end of a streamed text that may be the beginning of a secret waits for what follows it. */
export class HidingObserver implements RunObserver {
  #text: OpenText | undefined;
  /** The calls of this turn, because only a new one ends the text before it. */
  readonly #calls = new Set<string>();
  readonly #hooks = new Map<HookEvent['point'], HiddenStream>();

  constructor(
    private readonly next: RunObserver,
    private readonly secrets: KnownSecrets,
  ) {}

  notify(event: RunEvent): void {
    switch (event.type) {
      case 'agent':
        this.#agent(event);
        break;
      case 'hook':
        this.#hook(event.event);
        break;
      case 'notice':
        this.next.notify({ ...event, message: this.secrets.hide(event.message) });
        break;
      case 'turn-failed':
        this.#endText();
        this.next.notify({ ...event, reason: this.secrets.hide(event.reason) });
        break;
      case 'run-ended':
        this.#endText();
        this.next.notify({ ...event, result: this.#result(event.result) });
        break;
      case 'phase':
        this.next.notify(this.#phase(event));
        break;
      case 'store-waiting':
        this.next.notify({ ...event, problem: this.secrets.hide(event.problem) });
        break;
      case 'store-back':
      case 'run-started':
      case 'recorded':
        this.next.notify(event);
        break;
      default:
        event satisfies never;
    }
  }

  #phase(event: RunPhase): RunPhase {
    if (event.phase !== 'messages') return event;
    const messages = event.messages.map(({ id, text }) => ({ id, text: this.secrets.hide(text) }));
    return { ...event, messages };
  }

  #agent(run: AgentRunEvent): void {
    const { event } = run;
    if (event.type === 'text' || event.type === 'thought') {
      this.#streamed({ ...run, event });
      return;
    }
    const known = event.type === 'tool-call' && this.#calls.has(event.call.id);
    if (!known && event.type !== 'context-usage') this.#endText();
    if (event.type === 'tool-call') this.#calls.add(event.call.id);
    if (event.type === 'turn-ended') this.#calls.clear();
    this.next.notify({ ...run, event: this.#hidden(event) });
  }

  #streamed(run: OpenText['last']): void {
    const key = `${run.event.type} ${run.event.messageId}`;
    if (this.#text?.key !== key) this.#endText();
    const stream = this.#text?.stream ?? new HiddenStream(this.secrets);
    this.#text = { key, stream, last: run };
    const text = stream.add(run.event.text);
    if (text !== '') this.next.notify({ ...run, event: { ...run.event, text } });
  }

  #endText(): void {
    const open = this.#text;
    this.#text = undefined;
    const text = open?.stream.end() ?? '';
    if (open && text !== '') this.next.notify({ ...open.last, event: { ...open.last.event, text } });
  }

  #hidden(event: Exclude<AgentEvent, StreamedEvent>): AgentEvent {
    switch (event.type) {
      case 'tool-call':
        return { ...event, call: this.#call(event.call) };
      case 'plan':
        return { ...event, entries: this.secrets.hideIn(event.entries) };
      case 'permission':
        return { ...event, title: this.secrets.hide(event.title) };
      case 'turn-ended':
        return event.told ? { ...event, told: this.secrets.hideIn(event.told) } : event;
      case 'context-usage':
        return event;
      default:
        return event satisfies never;
    }
  }

  #call(call: AgentToolCall): AgentToolCall {
    const { title, input, output, locations, diffs } = call;
    const running = call.status === 'pending' || call.status === 'in_progress';
    const shown = running ? output.slice(0, this.secrets.openAt(output)) : output;
    return { ...call, ...this.secrets.hideIn({ title, input, output: shown, locations, diffs }) };
  }

  #hook(event: HookEvent): void {
    const { point } = event;
    const stream = this.#hooks.get(point) ?? new HiddenStream(this.secrets);
    if (event.type === 'hook-output') {
      this.#hooks.set(point, stream);
      this.#output({ ...event, text: stream.add(event.text) });
      return;
    }
    this.#output({ type: 'hook-output', point, text: stream.end() });
    this.#hooks.delete(point);
    const command = this.secrets.hide(event.command);
    const ended = event.type === 'hook-ended' && { ...event, command, error: this.secrets.hide(event.error) };
    this.next.notify({ type: 'hook', event: ended || { ...event, command } });
  }

  #output(event: Extract<HookEvent, { type: 'hook-output' }>): void {
    if (event.text !== '') this.next.notify({ type: 'hook', event });
  }

  #result(result: RunResult): RunResult {
    return {
      ...result,
      message: this.secrets.hide(result.message),
      iterations: result.iterations.map((report) => ({
        ...report,
        reason: this.secrets.hide(report.reason),
      })),
    };
  }
}
