// Merges ACP tool call updates, which carry only what changed, into the full state of the call.
// https://agentclientprotocol.com/protocol/tool-calls#updating
import { resolve } from 'node:path';
import type { AgentDiff, AgentToolCall, ToolCallStatus } from '../../application/ports/agent.port.ts';
import { type Fields, fieldsOf, numberOf, textOf } from './fields.ts';
import type { AgentDialect } from './profiles/dialect.ts';

const STATUSES: readonly ToolCallStatus[] = ['pending', 'in_progress', 'completed', 'failed'];

/**
 * Returns the call after `update` (a `tool_call` or a `tool_call_update`). Fields missing in the update keep their value;
 * content and locations, if present, are replaced as a whole. Paths are resolved against `cwd`.
 */
export function mergeToolCall(
  previous: AgentToolCall | undefined,
  update: Fields,
  { cwd, dialect }: { readonly cwd: string; readonly dialect: Required<AgentDialect> },
): AgentToolCall {
  const content = Array.isArray(update.content) ? update.content.map(fieldsOf) : null;
  const input = update.rawInput ?? previous?.input;
  const kind = textOf(update.kind) ?? previous?.kind ?? 'other';
  const status = STATUSES.find((each) => each === update.status) ?? previous?.status ?? 'pending';
  const output =
    terminalOutput(update, previous) ?? outputOf(content, update.rawOutput) ?? previous?.output ?? '';
  return {
    id: textOf(update.toolCallId) ?? previous?.id ?? '',
    title: textOf(update.title) || previous?.title || '',
    kind,
    status,
    input,
    // The entries of a to-do list are an event of their own.
    output: dialect.planOf(update.rawOutput) ? '' : (dialect.plainOutput(output) ?? output),
    exitCode:
      dialect.exitCodeOf(update.rawOutput) ??
      terminalExit(update) ??
      (kind === 'execute' && (status === 'completed' || status === 'failed')
        ? dialect.exitCodeIn(output)
        : null) ??
      previous?.exitCode ??
      null,
    locations: locationsOf(update.locations, cwd) ?? previous?.locations ?? [],
    diffs:
      (content && diffsOf(content, dialect.createdFileOf(input, update.rawOutput), cwd)) ??
      previous?.diffs ??
      [],
    subagent: dialect.subagentOf(update.rawOutput) ?? previous?.subagent ?? null,
  };
}

/** Returns the output so far of an agent that streams it in `_meta.terminal_output`, piece by piece, as codex does; null for none. */
function terminalOutput({ _meta }: Fields, previous: AgentToolCall | undefined): string | null {
  const data = textOf(fieldsOf(fieldsOf(_meta).terminal_output).data);
  return data === null ? null : `${previous?.output ?? ''}${data}`;
}

/** Returns the exit code in `_meta.terminal_exit`; null for none. */
function terminalExit({ _meta }: Fields): number | null {
  return numberOf(fieldsOf(fieldsOf(_meta).terminal_exit).exit_code);
}

/** Returns the text of the content blocks, or the raw output if the agent sends only that. */
function outputOf(content: readonly Fields[] | null, rawOutput: unknown): string | null {
  const texts = content
    ?.filter((block) => block.type === 'content')
    .map((block) => contentText(block.content));
  if (texts && texts.length > 0) return texts.join('\n');
  // The output of a terminal comes in `_meta`, in other updates.
  if (content?.some(({ type }) => type === 'terminal')) return null;
  return textOf(rawOutput) ?? textOf(fieldsOf(rawOutput).output) ?? (content ? '' : null);
}

function locationsOf(value: unknown, cwd: string): readonly string[] | null {
  if (!Array.isArray(value)) return null;
  return value.flatMap((location) => {
    const path = textOf(fieldsOf(location).path);
    return path === null ? [] : [resolve(cwd, path)];
  });
}

/** Returns the diffs in the content, or `created` if there are none. */
function diffsOf(content: readonly Fields[], created: AgentDiff | null, cwd: string): readonly AgentDiff[] {
  const diffs = content.flatMap((block) => {
    const path = textOf(block.path);
    if (block.type !== 'diff' || path === null) return [];
    return [
      { path: resolve(cwd, path), oldText: textOf(block.oldText), newText: textOf(block.newText) ?? '' },
    ];
  });
  return diffs.length === 0 && created ? [{ ...created, path: resolve(cwd, created.path) }] : diffs;
}

/** Returns a content block as text; a block that is not text as a placeholder with its type and name. */
export function contentText(value: unknown): string {
  const block = fieldsOf(value);
  if (block.type === 'text') return textOf(block.text) ?? '';
  const resource = fieldsOf(block.resource);
  const name = textOf(block.uri) ?? textOf(resource.uri) ?? textOf(block.mimeType);
  return textOf(resource.text) ?? `[${textOf(block.type) ?? 'content'}${name === null ? '' : ` ${name}`}]`;
}
