// What a frame of the transcript costs under load: 10,000 chunks a second into 50,000 lines of history. Run with tsx.

import { MessageList } from '../../adapters/tui/transcript/message-list.ts';
import { EMPTY_TRANSCRIPT, reduceAll, type TimedEvent } from '../../adapters/tui/transcript/reduce.ts';
import type { AgentEvent } from '../../application/ports/agent.port.ts';

const FRAMES = 600;
const CHUNKS_PER_FRAME = Math.round(10_000 / 30);
const LINES = 50_000;
const NONE: ReadonlySet<number> = new Set();
const WORDS =
  'the quick **brown** fox `jumps` over a lazy dog while 日本語 text and [links](https://example.org) go by'.split(
    ' ',
  );

let seed = 1;
function random(below: number): number {
  seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
  return seed % below;
}

function words(count: number): string {
  return Array.from({ length: count }, () => WORDS[random(WORDS.length)]).join(' ');
}

function event(agent: AgentEvent): TimedEvent {
  return { event: { type: 'agent', iteration: 1, event: agent }, time: 0 };
}

function markdown(): string {
  return `## ${words(4)}\n\n${words(60)}\n\n- ${words(8)}\n- ${words(20)}\n\n\`\`\`ts\n${'const a = call(1, "two"); // three\n'.repeat(12)}\`\`\`\n\n`;
}

function toolCall(id: number): AgentEvent {
  const output = Array.from({ length: 40 }, () => words(9)).join('\n');
  const call = {
    id: `c${id}`,
    title: `npm test ${id}`,
    kind: 'execute',
    status: 'completed',
    input: {},
    output,
  } as const;
  return { type: 'tool-call', call: { ...call, exitCode: 0, locations: [], diffs: [], subagent: null } };
}

function history(): TimedEvent[] {
  const events: TimedEvent[] = [];
  for (let lines = 0, id = 0; lines < LINES; id += 1, lines += 92) {
    for (let part = 0; part < 2; part += 1)
      events.push(event({ type: 'text', messageId: `m${id}`, text: markdown() }));
    events.push(event(toolCall(id)));
  }
  return events;
}

function median(numbers: readonly number[], part = 0.5): string {
  const sorted = numbers.toSorted((a, b) => a - b);
  return (sorted[Math.floor(sorted.length * part)] ?? 0).toFixed(3);
}

const lines: string[] = [];
for (const [width, height] of [
  [120, 35],
  [200, 60],
] as const) {
  let transcript = reduceAll(EMPTY_TRANSCRIPT, history());
  const list = new MessageList();
  const first = performance.now();
  list.set({ blocks: transcript.blocks, width, expanded: NONE, now: 0 });
  list.rows('follow', height);
  const firstMs = performance.now() - first;
  const times: number[] = [];
  let source = '';
  for (let frame = 0; frame < FRAMES; frame += 1) {
    const events: TimedEvent[] = [];
    for (let chunk = 0; chunk < CHUNKS_PER_FRAME; chunk += 1) {
      if (source === '') source = markdown();
      events.push(event({ type: 'text', messageId: 'live', text: source.slice(0, 5) }));
      source = source.slice(5);
    }
    const start = performance.now();
    transcript = reduceAll(transcript, events);
    list.set({ blocks: transcript.blocks, width, expanded: NONE, now: frame * 33 });
    list.rows('follow', height);
    times.push(performance.now() - start);
  }
  const resizes = [0, 1, 2, 3].map((step) => {
    const start = performance.now();
    list.set({ blocks: transcript.blocks, width: width - 7 - step, expanded: NONE, now: 0 });
    list.rows('follow', height);
    return performance.now() - start;
  });
  lines.push(
    `${width}x${height} blocks ${transcript.blocks.length} first ${firstMs.toFixed(1)} ms, frame median ${median(times)} p95 ${median(times, 0.95)} max ${median(times, 0.9999)} ms, resize ${median(resizes)} ms`,
  );
}
globalThis.gc?.();
lines.push(`heap ${(process.memoryUsage().heapUsed / 1e6).toFixed(0)} MB`);
process.stdout.write(`${lines.join('\n')}\n`);
