// Defines the transcript: the output of agent, hooks and user as blocks.

import type { AgentDiff, AgentPlanEntry, ToolCallStatus } from '../../../application/ports/agent.port.ts';
import type { EventKind } from '../../../application/wording/event-wording.ts';
import type { IterationOutcome, IterationUsage } from '../../../domain/iteration/iteration.ts';
import type { Role } from '../canvas/style.ts';

export type Block =
  | { readonly kind: 'assistant'; readonly markdown: string }
  | {
      readonly kind: 'thinking';
      readonly text: string;
      readonly startedAt: number;
      readonly endedAt: number | null;
    }
  | {
      readonly kind: 'user';
      readonly text: string;
      readonly messageId: string;
      /** `unanswered`: the turn failed or was interrupted, and the message waits again. */
      readonly state: 'with-agent' | 'answered' | 'unanswered';
    }
  | {
      readonly kind: 'tool';
      readonly callId: string;
      readonly title: string;
      /** The tool kind of ACP: read, edit, execute … */
      readonly toolKind: string;
      readonly status: ToolCallStatus | 'cancelled';
      readonly output: string;
      readonly exitCode: number | null;
      readonly diffs: readonly AgentDiff[];
      /** Whether the diffs are of excerpts, so that line numbers are unknown. */
      readonly excerpt: boolean;
      readonly subagent: string | null;
      /** What the call says if it is one of iteratr's own tools. */
      readonly own: OwnCall | null;
      /** In milliseconds since the epoch; `endedAt` is null while it runs. */
      readonly startedAt: number;
      readonly endedAt: number | null;
    }
  | { readonly kind: 'plan'; readonly entries: readonly AgentPlanEntry[] }
  | {
      readonly kind: 'hook';
      readonly point: string;
      readonly command: string;
      readonly output: string;
      readonly exitCode: number | null;
      /** null while it runs. */
      readonly durationMs: number | null;
      readonly error: string;
    }
  | { readonly kind: 'iteration'; readonly number: number }
  | {
      readonly kind: 'finish';
      readonly number: number;
      readonly outcome: IterationOutcome;
      readonly reason: string;
      readonly model: string;
      readonly durationMs: number;
      readonly usage: IterationUsage | null;
      readonly commit: string | null;
      /** The number of files that changed. */
      readonly files: number;
    }
  | { readonly kind: 'notice'; readonly level: 'info' | 'warning' | 'error'; readonly text: string };

/** A call of one of iteratr's tools as a row, such as `✓ TAS-2 completed`. */
export interface OwnCall {
  readonly symbol: string;
  readonly role: Role;
  readonly text: string;
}

export interface TranscriptBlock {
  /** Unique, increasing and never reused. */
  readonly id: number;
  /** Increases with every change of the block; part of the cache key. */
  readonly revision: number;
  readonly iteration: number | null;
  readonly block: Block;
}

/** Something that runs, in words, and since when, in milliseconds since the epoch. */
export interface Running {
  readonly title: string;
  readonly since: number;
}

/** A line of the logs overlay. */
export interface LogEntry {
  readonly time: number;
  readonly kind: EventKind | 'notice';
  readonly text: string;
  /** Present if something went wrong or needs the user. */
  readonly isWarning?: true;
}

/**
 * The transcript of a session. Its size is bounded: beyond a budget of characters, the oldest blocks are folded into a stub
 * (`… 120 older lines are folded away: …`). Their text stays in the transcript files.
 */
export interface Transcript {
  readonly blocks: readonly TranscriptBlock[];
  readonly log: readonly LogEntry[];
  /** The running tool calls and hooks, newest last. The activity line shows the last one. */
  readonly running: readonly Running[];
  /** The ids of the messages that the agent has and has not answered. */
  readonly delivering: readonly string[];
}
