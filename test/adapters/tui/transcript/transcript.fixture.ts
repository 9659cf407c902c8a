// Events of a run, short to write, and ways to look at what became of them.
import type { StyledLine } from '../../../../adapters/tui/canvas/style.ts';
import { textWidth } from '../../../../adapters/tui/canvas/width.ts';
import { EMPTY_TRANSCRIPT, reduceTranscript } from '../../../../adapters/tui/transcript/reduce.ts';
import type { Block, Transcript } from '../../../../adapters/tui/transcript/transcript.ts';
import type { AgentEvent, AgentToolCall } from '../../../../application/ports/agent.port.ts';
import type { RunEvent } from '../../../../application/ports/run-observer.port.ts';
import type { RecordedEvent, SessionEvent } from '../../../../domain/session/session.events.ts';
import type { SessionName } from '../../../../domain/session/session-name.ts';

export const START = Date.parse('2025-01-01T00:00:00.000Z');
export const USAGE = {
  inputTokens: 10_000,
  outputTokens: 2_345,
  totalTokens: 12_345,
  cost: { amount: 0.0412, currency: 'USD' },
};

/** Seconds after the start. */
export interface At {
  readonly event: RunEvent;
  readonly at: number;
}

export function fact(at: number, event: SessionEvent): RecordedEvent {
  const time = new Date(START + at * 1000).toISOString();
  const session = 'login' as SessionName;
  return { meta: { id: `e${at}`, session, time, iteration: null, actor: 'user' }, event };
}

export function recorded(at: number, event: SessionEvent): At {
  return { at, event: { type: 'recorded', recorded: fact(at, event) } };
}

export function agent(at: number, event: AgentEvent, iteration = 1): At {
  return { at, event: { type: 'agent', iteration, event } };
}

export function text(at: number, chunk: string, messageId: string | null = 'm1'): At {
  return agent(at, { type: 'text', messageId, text: chunk });
}

export function thought(at: number, chunk: string, messageId: string | null = 't1'): At {
  return agent(at, { type: 'thought', messageId, text: chunk });
}

export function toolCall(fields: Partial<AgentToolCall> = {}): AgentToolCall {
  return {
    id: 'c1',
    title: 'npm test',
    kind: 'execute',
    status: 'pending',
    input: undefined,
    output: '',
    exitCode: null,
    locations: [],
    diffs: [],
    subagent: null,
    ...fields,
  };
}

export function tool(at: number, fields: Partial<AgentToolCall> = {}): At {
  return agent(at, { type: 'tool-call', call: toolCall(fields) });
}

export const turnEnded = (at: number): At =>
  agent(at, { type: 'turn-ended', stopReason: 'end_turn', usage: null });
export const started = (at: number, number = 1): At =>
  recorded(at, { type: 'IterationStarted', data: { number, model: 'fake/one' } });
export const ended = (at: number, number = 1): At =>
  recorded(at, {
    type: 'IterationEnded',
    data: { number, outcome: 'finished', reason: 'end_turn', filesChanged: [], usage: USAGE },
  });

/** The transcript after these events, reduced one by one. */
export function transcriptAfter(...events: readonly At[]): Transcript {
  return events.reduce(
    (transcript, { event, at }) => reduceTranscript(transcript, event, START + at * 1000),
    EMPTY_TRANSCRIPT,
  );
}

export function blocksOf(transcript: Transcript): Block[] {
  return transcript.blocks.map(({ block }) => block);
}

export function lineText(line: StyledLine): string {
  return line.map((span) => span.text).join('');
}

/** Lines as text, with the roles of their spans beside them: how they look is part of a golden file. */
export function drawn(lines: readonly StyledLine[]): string {
  return lines.map((line) => `${lineText(line)}${roles(line)}`.trimEnd()).join('\n');
}

function roles(line: StyledLine): string {
  const found = line.map(({ text: part, style }) => {
    const names = Object.entries(style).map(([key, value]) => (value === true ? key : `${value}`));
    return part.trim() === '' || names.length === 0 ? '' : names.join('+');
  });
  const shown = found.filter((name, index) => name !== '' && name !== found[index - 1]);
  return shown.length === 0 ? '' : `   « ${shown.join(' ')} »`;
}

const CONTROL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be left
  /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** What is wrong with the lines; '' when each fits and none can steer a terminal. */
export function faultIn(lines: readonly StyledLine[], width: number): string {
  for (const line of lines) {
    const shown = lineText(line);
    if (textWidth(shown) > width) return `wider than ${width}: ${JSON.stringify(shown)}`;
    if (CONTROL.test(shown)) return `control character: ${JSON.stringify(shown)}`;
  }
  return '';
}
