// Translates ACP `session/update` notifications into agent events, without any I/O.
// https://agentclientprotocol.com/protocol/prompt-turn#3-agent-reports-output
import type {
  AgentEvent,
  AgentStopReason,
  AgentToolCall,
  AgentUsage,
} from '../../application/ports/agent.port.ts';
import { type Fields, fieldsOf, numberOf, textOf } from './fields.ts';
import { planEntriesOf } from './plan-entries.ts';
import type { AgentDialect } from './profiles/dialect.ts';
import { contentText, mergeToolCall } from './tool-call-updates.ts';

const STOP_REASONS: readonly AgentStopReason[] = [
  'end_turn',
  'max_tokens',
  'max_turn_requests',
  'refusal',
  'cancelled',
];

/** Keeps the state of one ACP session's tool calls, because updates carry only what changed. */
export class SessionUpdates {
  readonly #cwd: string;
  readonly #dialect: Required<AgentDialect>;
  readonly #calls = new Map<string, AgentToolCall>();
  #usage: AgentUsage | null = null;

  constructor(cwd: string, dialect: Required<AgentDialect>) {
    this.#cwd = cwd;
    this.#dialect = dialect;
  }

  /** Returns the events of one update, in order; none for kinds that say nothing about the work. */
  translate(value: unknown): readonly AgentEvent[] {
    const update = fieldsOf(value);
    this.#usage = sumOf(this.#usage, usageOf(fieldsOf(update._meta).usage));
    switch (update.sessionUpdate) {
      case 'agent_message_chunk':
        return chunk('text', update);
      case 'agent_thought_chunk':
        return chunk('thought', update);
      case 'tool_call':
      case 'tool_call_update':
        return this.#toolCall(update);
      case 'plan':
        return [{ type: 'plan', entries: planEntriesOf(update.entries) }];
      case 'plan_update':
        return planUpdate(fieldsOf(update.plan));
      case 'usage_update':
        return [contextUsage(update)];
      default:
        return [];
    }
  }

  /**
   * Takes over what a permission request says of its tool call, which some agents say nowhere else. Returns the events: none
   * for a call that is not reported yet.
   */
  requested(toolCall: Fields): readonly AgentEvent[] {
    const known = this.#calls.get(textOf(toolCall.toolCallId) ?? '');
    const { rawInput, ...rest } = toolCall;
    // The input of the call says more: opencode asks about a diff instead.
    const hasInput = Object.keys(fieldsOf(known?.input)).length > 0;
    const events = this.#toolCall(hasInput ? rest : toolCall);
    return known ? events : [];
  }

  /** Returns the tokens in `_meta.usage` since the last call, with which qwen reports each answer of the model; null for none. */
  takeUsage(): AgentUsage | null {
    const usage = this.#usage;
    this.#usage = null;
    return usage;
  }

  /** Returns the last known title of a call; null if unknown. */
  titleOf(callId: unknown): string | null {
    return this.#calls.get(textOf(callId) ?? '')?.title || null;
  }

  #toolCall(update: Fields): readonly AgentEvent[] {
    const id = textOf(update.toolCallId);
    if (id === null) return [];
    const call = mergeToolCall(this.#calls.get(id), update, { cwd: this.#cwd, dialect: this.#dialect });
    this.#calls.set(id, call);
    const plan = this.#dialect.planOf(update.rawOutput);
    return plan
      ? [
          { type: 'tool-call', call },
          { type: 'plan', entries: plan },
        ]
      : [{ type: 'tool-call', call }];
  }
}

/** Returns the last event of a turn, from the answer to `session/prompt`. `told`: the usage that the updates report. */
export function turnEnded(
  value: unknown,
  told: AgentUsage | null = null,
): AgentEvent & { type: 'turn-ended' } {
  const answer = fieldsOf(value);
  const stopReason = STOP_REASONS.find((reason) => reason === answer.stopReason) ?? 'end_turn';
  return {
    type: 'turn-ended',
    stopReason,
    usage: usageOf(answer.usage) ?? quotaOf(fieldsOf(answer._meta).quota) ?? told,
  };
}

/** Returns the plan of an update that has entries. Plans that are files or Markdown have none. */
function planUpdate({ entries }: Fields): readonly AgentEvent[] {
  return Array.isArray(entries) ? [{ type: 'plan', entries: planEntriesOf(entries) }] : [];
}

function usageOf(value: unknown): AgentUsage | null {
  if (typeof value !== 'object' || value === null) return null;
  const { inputTokens, outputTokens, totalTokens } = fieldsOf(value);
  return {
    inputTokens: numberOf(inputTokens),
    outputTokens: numberOf(outputTokens),
    totalTokens: numberOf(totalTokens),
  };
}

function sumOf(one: AgentUsage | null, other: AgentUsage | null): AgentUsage | null {
  if (!one || !other) return one ?? other;
  const sum = (a: number | null, b: number | null): number | null => (a === null ? b : a + (b ?? 0));
  return {
    inputTokens: sum(one.inputTokens, other.inputTokens),
    outputTokens: sum(one.outputTokens, other.outputTokens),
    totalTokens: sum(one.totalTokens, other.totalTokens),
  };
}

/** Reads the tokens that gemini reports in `_meta`. */
function quotaOf(value: unknown): AgentUsage | null {
  const { input_tokens, output_tokens } = fieldsOf(fieldsOf(value).token_count);
  const inputTokens = numberOf(input_tokens);
  const outputTokens = numberOf(output_tokens);
  if (inputTokens === null && outputTokens === null) return null;
  return { inputTokens, outputTokens, totalTokens: (inputTokens ?? 0) + (outputTokens ?? 0) };
}

function chunk(type: 'text' | 'thought', update: Fields): readonly AgentEvent[] {
  const text = contentText(update.content);
  return text === '' ? [] : [{ type, messageId: textOf(update.messageId), text }];
}

function contextUsage(update: Fields): AgentEvent {
  const { amount, currency } = fieldsOf(update.cost);
  const spent = numberOf(amount);
  return {
    type: 'context-usage',
    used: numberOf(update.used) ?? 0,
    size: numberOf(update.size) ?? 0,
    cost: spent === null ? null : { amount: spent, currency: textOf(currency) ?? 'USD' },
  };
}
