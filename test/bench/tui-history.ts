// A long history of an agent's output for the interface: markdown with code and links, and commands with their output.
import type { AgentEvent } from '../../application/ports/agent.port.ts';

const WORDS =
  'the quick **brown** fox `jumps` over a lazy dog while 日本語 text and [links](https://example.org) go by'.split(
    ' ',
  );
const LINES_PER_ROUND = 92;

/** The same numbers every time. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    return state % below;
  };
}

const random = randomNumbers(1);

function words(count: number): string {
  return Array.from({ length: count }, () => WORDS[random(WORDS.length)]).join(' ');
}

function markdown(): string {
  const code = 'const a = call(1, "two"); // three\n'.repeat(12);
  return `## ${words(4)}\n\n${words(60)}\n\n- ${words(8)}\n- ${words(20)}\n\n\`\`\`ts\n${code}\`\`\`\n\n`;
}

function toolCall(id: number): AgentEvent {
  const output = Array.from({ length: 40 }, () => words(9)).join('\n');
  const call = {
    id: `c${id}`,
    title: `npm test ${id}`,
    kind: 'execute',
    status: 'completed',
    input: {},
  } as const;
  return {
    type: 'tool-call',
    call: { ...call, output, exitCode: 0, locations: [], diffs: [], subagent: null },
  };
}

/** About so many lines. */
export function longHistory(lines: number): AgentEvent[] {
  return Array.from({ length: Math.ceil(lines / LINES_PER_ROUND) }, (_, id): AgentEvent[] => [
    { type: 'text', messageId: `m${id}`, text: markdown() + markdown() },
    toolCall(id),
  ]).flat();
}

/** A piece of text as a model streams it. */
export function chunk(): AgentEvent {
  return { type: 'text', messageId: 'now', text: `${words(2)} ${random(12) === 0 ? '\n\n' : ''}` };
}
