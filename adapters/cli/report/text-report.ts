// Writes the log of a headless run as text for people.
import type { RunResult } from '../../../application/loop/run-result.ts';
import { workerOf } from '../../../application/loop/worker-observer.ts';
import type { AgentEvent, AgentToolCall } from '../../../application/ports/agent.port.ts';
import type { HookEvent } from '../../../application/ports/hook-runner.port.ts';
import type { RunEvent, RunObserver } from '../../../application/ports/run-observer.port.ts';
import { formatCost, formatTokens, plural } from '../../../application/wording/count.ts';
import { formatDuration } from '../../../application/wording/duration.ts';
import { plainLine, plainText } from '../../../application/wording/plain-text.ts';
import { storeWaitLine } from '../../../application/wording/store-wait.ts';
import { STOP_REASONS } from '../../../domain/run/stop-reason.ts';
import type { WorkerName } from '../../../domain/worker/worker.ts';
import type { CliOutput, TextStyle } from '../cli.ts';
import { finalSections } from './final-sections.ts';
import { LINE_LENGTH, type Line, recordedLine, short } from './recorded-line.ts';

/** Writes whole lines, except for streamed text, which is written as it arrives. */
export class TextReport implements RunObserver {
  /** Whether the last output was streamed text without a final line feed. */
  #lineOpen = false;
  /** A carriage return at the end of streamed text. Its line feed may come next, and both are one line end. */
  #return = '';
  /** The unfinished line of each worker. */
  readonly #texts = new Map<WorkerName, string>();

  #markWidth = 0;

  constructor(private readonly write: CliOutput['out']) {}

  notify(event: RunEvent): void {
    const worker = workerOf(event);
    if (worker !== undefined) this.#ofWorker(worker, event);
    else if (isText(event)) this.#text(event.event.text);
    else if (event.type === 'run-ended') this.#end(event);
    else for (const line of linesOf(event)) this.#line(line);
  }

  #end(event: RunEvent): void {
    for (const worker of this.#texts.keys()) this.#flush(worker);
    for (const line of linesOf(event)) this.#line(line);
  }

  /** Several workers write at the same time, so their text is written line by line. */
  #ofWorker(worker: WorkerName, event: RunEvent): void {
    const kept = this.#texts.get(worker) ?? '';
    const mark = this.#mark(worker);
    if (isText(event)) {
      const lines = (kept + event.event.text).split(/\r\n|\n|\r(?!$)/);
      this.#texts.set(worker, lines.pop() ?? '');
      for (const line of lines.map(plainText).filter((line) => line.trim() !== '')) {
        this.#line({ text: line }, mark);
      }
      return;
    }
    const own = linesOf(event);
    if (own.length === 0) return;
    this.#flush(worker);
    for (const line of own) this.#line({ ...line, text: line.text.trimStart() }, mark);
  }

  /** Writes the unfinished line of a worker. */
  #flush(worker: WorkerName): void {
    const kept = this.#texts.get(worker) ?? '';
    this.#texts.delete(worker);
    if (kept.trim() !== '') this.#line({ text: plainText(kept) }, this.#mark(worker));
  }

  /** Returns the beginning of a worker's line, as wide as that of the longest name so far. */
  #mark(worker: WorkerName): WorkerMark {
    const mark = `[${worker}] `;
    this.#markWidth = Math.max(this.#markWidth, mark.length);
    return { text: mark.padEnd(this.#markWidth), style: colorOf(worker) };
  }

  #text(text: string): void {
    const whole = this.#return + text;
    this.#return = whole.endsWith('\r') ? '\r' : '';
    const plain = plainText(whole.slice(0, whole.length - this.#return.length));
    if (plain === '') return;
    this.write(plain);
    this.#lineOpen = !plain.endsWith('\n');
  }

  #line({ text, style }: Line, mark?: WorkerMark): void {
    const start = `${this.#lineOpen ? '\n' : ''}${mark?.text ?? ''}`;
    this.#return = '';
    this.#lineOpen = false;
    this.write(`${start}${text}\n`, style, mark && { length: start.length, style: mark.style });
  }
}

interface WorkerMark {
  readonly text: string;
  readonly style: TextStyle;
}

/** None of them says how something went. The dashboard has one worker in view, and no colours of workers. */
const WORKER_COLORS = ['cyan', 'magenta', 'blue', 'cyanBright', 'magentaBright', 'blueBright'] as const;

/** Returns the colour of a worker, which is always the same. */
function colorOf(worker: WorkerName): TextStyle {
  const number = Number(worker.slice(1));
  return WORKER_COLORS[(number - 1) % WORKER_COLORS.length] ?? 'cyan';
}

type TextEvent =
  | (RunEvent & { type: 'agent'; event: { type: 'text' } })
  | (RunEvent & { type: 'hook'; event: { type: 'hook-output' } });

function isText(event: RunEvent): event is TextEvent {
  if (event.type === 'agent') return event.event.type === 'text';
  return event.type === 'hook' && event.event.type === 'hook-output';
}

function linesOf(event: RunEvent): Line[] {
  switch (event.type) {
    case 'run-started': {
      const { session, spec, model, agent, mode, limit } = event;
      const name = [agent.name, agent.version].filter(Boolean).join(' ');
      const inMode = mode === null ? '' : ` · mode ${short(mode)}`;
      const withModel = model === '' ? "the agent's model" : `model ${short(model)}`;
      const limited = limit === 0 ? '' : ` · at most ${plural(limit, 'iteration')}`;
      const text = `iteratr · session ${session} · spec ${short(spec)} · ${withModel} · ${short(name)}${inMode}${limited}`;
      return [{ text, style: 'bold' }];
    }
    case 'recorded':
      return [recordedLine(event.recorded) ?? []].flat();
    case 'agent':
      return agentLines(event.event);
    case 'phase':
      return event.phase === 'messages' ? event.messages.map(messageLine) : [];
    case 'turn-failed':
      return []; // the end of the iteration, or the notice of a wait, reports it
    case 'hook':
      return hookLines(event.event);
    case 'notice':
      return event.level === 'warning'
        ? [{ text: `warning: ${event.message}`, style: 'yellow' }]
        : [{ text: event.message, style: 'dim' }];
    case 'store-waiting':
      return [{ text: `warning: ${plainLine(storeWaitLine(event), 1_000)}`, style: 'yellow' }];
    case 'store-back':
      return [{ text: storeWaitLine(event), style: 'dim' }];
    case 'run-ended':
      return [...finalSections(event.result), { text: '' }, endLine(event.result)];
    default:
      return event satisfies never;
  }
}

/** Says where the agent gets a message: what follows is its answer. */
function messageLine({ id, text }: { readonly id: string; readonly text: string }): Line {
  return { text: `> ${id} ${plainLine(text, LINE_LENGTH)}`, style: 'dim' };
}

/** Returns one line per tool call, when its outcome is known. Thoughts and plans are only in the transcript. */
function agentLines(event: AgentEvent): Line[] {
  if (event.type === 'tool-call') {
    const over = event.call.status === 'completed' || event.call.status === 'failed';
    return over ? [toolCallLine(event.call)] : [];
  }
  if (event.type === 'permission' && !event.allowed) {
    return [{ text: `  ✗ refused: ${plainLine(event.title, LINE_LENGTH)}`, style: 'yellow' }];
  }
  return [];
}

function toolCallLine({ kind, title, status, exitCode, output }: AgentToolCall): Line {
  const failed = status === 'failed' || (exitCode !== null && exitCode !== 0);
  const exit = exitCode === null ? '' : ` (exit ${exitCode})`;
  const reason = status === 'failed' && output !== '' ? `: ${plainLine(output, LINE_LENGTH)}` : '';
  const what = plainLine(`${kind === 'execute' ? '$ ' : ''}${title}`, LINE_LENGTH);
  return { text: `  ${failed ? '✗' : '✓'} ${what}${exit}${reason}`, style: failed ? 'red' : 'dim' };
}

function hookLines(event: HookEvent): Line[] {
  if (event.type === 'hook-started') {
    return [{ text: `  ${event.point}: $ ${plainLine(event.command, LINE_LENGTH)}`, style: 'magenta' }];
  }
  if (event.type === 'hook-ended') {
    const how = event.error === '' ? 'done' : plainLine(event.error, LINE_LENGTH);
    const text = `  ${event.point}: ${how} (${formatDuration(event.durationMs)})`;
    return [{ text, style: event.error === '' ? 'magenta' : 'yellow' }];
  }
  return [];
}

/** Returns the line that says how the run ended, with its numbers. */
export function endLine(result: RunResult): Line {
  const { reason, message, iterations, tasks, durationMs, usage } = result;
  const numbers = [
    `${tasks.completed}/${tasks.total} tasks`,
    plural(iterations.length, 'iteration'),
    formatDuration(durationMs),
    formatTokens(usage),
    formatCost(usage),
  ].filter(Boolean);
  const last = `${reason}: ${plainLine(message, 1_000)} (${numbers.join(' · ')})`;
  return { text: last, style: STOP_REASONS[reason] === 'done' ? 'green' : 'yellow' };
}
