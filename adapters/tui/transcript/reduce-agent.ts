// Reduces the agent's stream: text, thoughts, tool calls and plans.
import { basename } from 'node:path';
import type { AgentEvent, AgentPlanEntry, AgentToolCall } from '../../../application/ports/agent.port.ts';
import { boundedDiffs, boundedOutput, TEXT_LIMIT } from './bounded-text.ts';
import type { Draft } from './draft.ts';
import { oneCommand } from './log-line.ts';
import { ownCall } from './own-call.ts';
import { addRunning, cancelTools, closeMessage, removeRunning } from './running-work.ts';
import type { Block } from './transcript.ts';

export function addAgentEvent(draft: Draft, iteration: number, event: AgentEvent, time: number): void {
  switch (event.type) {
    case 'text':
      addText(draft, iteration, 'assistant', event.messageId, event.text, time);
      return;
    case 'thought':
      addText(draft, iteration, 'thinking', event.messageId, event.text, time);
      return;
    case 'tool-call':
      addToolCall(draft, iteration, event.call, time);
      return;
    case 'permission':
      if (event.allowed) return;
      draft.push({ kind: 'notice', level: 'warning', text: `refused: ${event.title}` }, iteration);
      draft.addLog({ time, kind: 'notice', text: `refused: ${oneCommand(event.title)}`, isWarning: true });
      return;
    case 'turn-ended':
      closeMessage(draft, time);
      cancelTools(draft, time);
      if (event.stopReason === 'end_turn' || event.stopReason === 'cancelled') return;
      draft.push(
        {
          kind: 'notice',
          level: 'warning',
          text: `the turn ended early: ${event.stopReason.replaceAll('_', ' ')}`,
        },
        iteration,
      );
      return;
    case 'plan':
      addPlan(draft, iteration, event.entries, time);
      return;
    case 'context-usage':
      return;
    default:
      event satisfies never;
  }
}

/** Adds a plan. It replaces the one before if nothing came in between. */
function addPlan(draft: Draft, iteration: number, entries: readonly AgentPlanEntry[], time: number): void {
  closeMessage(draft, time);
  const last = draft.length - 1;
  if (draft.at(last)?.block.kind === 'plan') draft.change(last, { kind: 'plan', entries });
  else if (entries.length > 0) draft.push({ kind: 'plan', entries }, iteration);
}

type TextKind = 'assistant' | 'thinking';

/** Adds text to the agent's message. Notices, hooks and user messages do not end that message; other agent events do. */
function addText(
  draft: Draft,
  iteration: number,
  kind: TextKind,
  messageId: string | null,
  text: string,
  time: number,
): void {
  if (text === '') return;
  const { message } = draft.state;
  if (message && (message.kind !== kind || message.messageId !== messageId)) closeMessage(draft, time);
  let rest = text;
  while (rest !== '') {
    const index = draft.state.message ? draft.indexOf(draft.state.message.blockId) : -1;
    const block = draft.at(index)?.block;
    const room = TEXT_LIMIT - (block ? lengthOf(block) : 0);
    const part = rest.length <= room ? rest : wholeCharacters(rest, room);
    rest = rest.slice(part.length);
    if (block && part !== '') draft.change(index, appended(block, part));
    else if (block) closeMessage(draft, time);
    else draft.set({ message: { blockId: draft.push(begun(kind, part, time), iteration), kind, messageId } });
  }
}

/** Returns at most `length` code units from the start of a text, without splitting a character. */
function wholeCharacters(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

function lengthOf(block: Block): number {
  return block.kind === 'assistant'
    ? block.markdown.length
    : block.kind === 'thinking'
      ? block.text.length
      : 0;
}

function begun(kind: TextKind, text: string, time: number): Block {
  return kind === 'assistant' ? { kind, markdown: text } : { kind, text, startedAt: time, endedAt: null };
}

function appended(block: Block, text: string): Block {
  if (block.kind === 'assistant') return { ...block, markdown: block.markdown + text };
  return block.kind === 'thinking' ? { ...block, text: block.text + text } : block;
}

function addToolCall(draft: Draft, iteration: number, call: AgentToolCall, time: number): void {
  const index = indexOfCall(draft, call);
  const current = draft.at(index);
  const over = call.status === 'completed' || call.status === 'failed';
  const startedAt = current?.block.kind === 'tool' ? current.block.startedAt : time;
  const block = toolBlock(call, startedAt, over ? time : null);
  let blockId = current?.id;
  if (blockId === undefined) {
    closeMessage(draft, time);
    blockId = draft.push(block, iteration);
  } else draft.change(index, block);
  if (over) removeRunning(draft, blockId);
  else addRunning(draft, { blockId, kind: 'tool', title: oneCommand(commandLine(block)), since: time });
}

/**
 * Finds the block of a call. A finished id that starts again is a new call, because a fresh context counts from the start.
 */
function indexOfCall(draft: Draft, call: AgentToolCall): number {
  const index = draft.newest((block) => block.kind === 'tool' && block.callId === call.id);
  const block = draft.at(index)?.block;
  const over = block?.kind === 'tool' && block.status !== 'pending' && block.status !== 'in_progress';
  return over && call.status === 'pending' ? -1 : index;
}

type ToolBlock = Extract<Block, { kind: 'tool' }>;

function toolBlock(call: AgentToolCall, startedAt: number, endedAt: number | null): ToolBlock {
  const { diffs, remarks } = boundedDiffs(call.diffs);
  const output = [boundedOutput(call.output), ...remarks].filter((text) => text !== '').join('\n');
  return {
    kind: 'tool',
    callId: call.id,
    title: titleOf(call),
    toolKind: call.kind,
    status: call.status,
    output,
    exitCode: call.exitCode,
    diffs,
    excerpt: diffs.some(({ oldText }) => oldText !== null && isArgument(call.input, oldText)),
    subagent: call.subagent,
    own: ownCall(call),
    startedAt,
    endedAt,
  };
}

function commandLine({ toolKind, title, own }: ToolBlock): string {
  if (own !== null) return own.text;
  return toolKind === 'execute' ? `$ ${title}` : title;
}

/** Returns the command or path if there is one, otherwise the agent's title. */
function titleOf({ title, kind, input, locations }: AgentToolCall): string {
  if (kind === 'execute') {
    const command = argument(input, 'command');
    return typeof command === 'string' && command !== '' ? command : title;
  }
  const [path] = locations;
  return path === undefined || title.includes(basename(path)) ? title : `${title} ${path}`.trim();
}

/** Returns whether the text is an argument of the call. The diff then shows only this excerpt, not the file. */
function isArgument(input: unknown, text: string): boolean {
  return typeof input === 'object' && input !== null && Object.values(input).includes(text);
}

function argument(input: unknown, name: string): unknown {
  return typeof input === 'object' && input !== null ? (input as Record<string, unknown>)[name] : undefined;
}
