// What agents report beside the protocol, all in one place: exit codes, subagents, to-do lists
// and new files in a call's raw output.
import type { AgentDiff, AgentPlanEntry } from '../../application/ports/agent.port.ts';
import { fieldsOf, listOf, numberOf, textOf } from './fields.ts';

/** opencode calls a failing command `completed` and puts its exit code in `metadata.exit`; others have it on top. */
export function exitCodeOf(rawOutput: unknown): number | null {
  const output = fieldsOf(rawOutput);
  return (
    numberOf(fieldsOf(output.metadata).exit) ??
    numberOf(output.exitCode) ??
    numberOf(output.exit_code) ??
    null
  );
}

/** opencode names the session of a subagent beside that of its parent; a call without a parent starts none. */
export function subagentOf(rawOutput: unknown): string | null {
  const metadata = fieldsOf(fieldsOf(rawOutput).metadata);
  return metadata.parentSessionId === undefined ? null : textOf(metadata.sessionId);
}

/** opencode 1.18 keeps its to-do list in a tool call and sends no `plan` update for it. */
export function planOf(rawOutput: unknown): readonly AgentPlanEntry[] | null {
  const todos = fieldsOf(fieldsOf(rawOutput).metadata).todos;
  return Array.isArray(todos) ? planEntriesOf(todos) : null;
}

/** opencode shows the diff of an edit but not of a file it creates, where it says only that there was none before. */
export function createdFileOf(input: unknown, rawOutput: unknown): AgentDiff | null {
  const { filepath, exists } = fieldsOf(fieldsOf(rawOutput).metadata);
  const path = textOf(filepath);
  const newText = textOf(fieldsOf(input).content);
  return exists === false && path !== null && newText !== null ? { path, oldText: null, newText } : null;
}

/** Entries of an ACP `plan` update, and of a to-do list that looks like one. */
export function planEntriesOf(entries: unknown): readonly AgentPlanEntry[] {
  return listOf(entries).map((entry) => {
    const { content, status, priority } = fieldsOf(entry);
    return {
      content: textOf(content) ?? '',
      status: textOf(status) ?? 'pending',
      priority: textOf(priority) ?? 'medium',
    };
  });
}
