// Reads items of the live feed and of transcripts. Both may hold anything: broken lines, or items of another iteratr.

import type { MessageId } from '../../domain/message/message.ts';
import { FAILURE_CAUSES } from '../../domain/run/failure-cause.ts';
import { HOOK_POINTS } from '../../domain/run/hook-point.ts';
import { isWorkerName, type WorkerName } from '../../domain/worker/worker.ts';
import type {
  AgentDiff,
  AgentFailure,
  AgentPlanEntry,
  AgentToolCall,
  AgentUsage,
  ToldError,
} from '../ports/agent.port.ts';
import type { LiveEvent, LiveItem } from '../ports/live-feed.port.ts';
import {
  type Guard,
  isFlag,
  isNumber,
  isOrdinal,
  isText,
  listOf,
  nullable,
  oneOf,
  optional,
  shape,
} from './guards.ts';
import { parseJson } from './parse-json.ts';

type EventOf<T extends LiveEvent['type']> = Extract<LiveEvent, { readonly type: T }>;
type GuardTable = { readonly [T in LiveEvent['type']]: Guard<Omit<EventOf<T>, 'type'>> };

const isPoint = oneOf([...HOOK_POINTS, 'verify'] as const);
const isAnything: Guard<unknown> = (_value): _value is unknown => true;
const isMessage = shape<Omit<EventOf<'text'>, 'type'>>({ messageId: nullable(isText), text: isText });

const isCall = shape<AgentToolCall>({
  id: isText,
  title: isText,
  kind: isText,
  status: oneOf(['pending', 'in_progress', 'completed', 'failed'] as const),
  input: isAnything,
  output: isText,
  exitCode: nullable(isNumber),
  locations: listOf(isText),
  diffs: listOf(
    shape<AgentDiff>({
      path: isText,
      oldText: nullable(isText),
      newText: isText,
      line: optional(isOrdinal),
    }),
  ),
  subagent: nullable(isText),
});

const isUsage = shape<AgentUsage>({
  inputTokens: nullable(isNumber),
  outputTokens: nullable(isNumber),
  totalTokens: nullable(isNumber),
});

const isTold = shape<ToldError>({
  message: isText,
  failure: shape<AgentFailure>({
    cause: oneOf(FAILURE_CAUSES),
    retryAfterMs: optional(isNumber),
    unknownZone: optional(isText),
  }),
});

const isWork = shape<{ phase: 'store' | 'model' | 'commit' }>({
  phase: oneOf(['store', 'model', 'commit'] as const),
});
const isStarting = shape<{ phase: 'agent'; agent: string }>({
  phase: oneOf(['agent'] as const),
  agent: isText,
});
const isSending = shape<{ phase: 'messages'; messages: readonly { id: MessageId; text: string }[] }>({
  phase: oneOf(['messages'] as const),
  messages: listOf(shape<{ id: MessageId; text: string }>({ id: isText as Guard<MessageId>, text: isText })),
});
const isPhase = (value: unknown): value is Omit<EventOf<'phase'>, 'type'> =>
  isWork(value) || isStarting(value) || isSending(value);

const EVENTS: GuardTable = {
  text: isMessage,
  thought: isMessage,
  'tool-call': shape({ call: isCall }),
  plan: shape({
    entries: listOf(shape<AgentPlanEntry>({ content: isText, status: isText, priority: isText })),
  }),
  'context-usage': shape({
    used: isNumber,
    size: isNumber,
    cost: nullable(shape<{ amount: number; currency: string }>({ amount: isNumber, currency: isText })),
  }),
  permission: shape({ title: isText, allowed: isFlag }),
  'turn-ended': shape({
    stopReason: oneOf(['end_turn', 'max_tokens', 'max_turn_requests', 'refusal', 'cancelled'] as const),
    usage: nullable(isUsage),
    told: optional(isTold) as Guard<ToldError>,
  }),
  'hook-started': shape({
    point: isPoint,
    command: isText,
    place: optional(shape<{ number: number; of: number }>({ number: isNumber, of: isNumber })) as Guard<{
      number: number;
      of: number;
    }>,
  }),
  'hook-output': shape({ point: isPoint, text: isText }),
  'hook-ended': shape({
    point: isPoint,
    command: isText,
    exitCode: nullable(isNumber),
    durationMs: isNumber,
    error: isText,
  }),
  notice: shape({ level: oneOf(['info', 'warning'] as const), message: isText }),
  phase: isPhase,
  'turn-failed': shape({ iteration: isNumber, reason: isText }),
};

const isTime: Guard<string> = (value): value is string => isText(value) && !Number.isNaN(Date.parse(value));
const isItem = shape<LiveItem>({
  time: isTime,
  iteration: isNumber,
  worker: optional(isWorkerName) as Guard<WorkerName>,
  event: isEvent,
});

/** Returns the item in a line of JSON; undefined if the line is broken, or holds no item that this program knows. */
export function parseLiveItem(line: string): LiveItem | undefined {
  try {
    const value: unknown = parseJson(line);
    return isItem(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isEvent(value: unknown): value is LiveEvent {
  const { type } = (value ?? {}) as { readonly type?: unknown };
  return isText(type) && Object.hasOwn(EVENTS, type) && EVENTS[type as LiveEvent['type']](value);
}
