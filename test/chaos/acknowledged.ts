// What somebody was told is recorded: from then on it must be there, whatever is killed.
import { existsSync, readFileSync } from 'node:fs';

export type Acknowledged =
  | { readonly kind: 'task' | 'note' | 'message'; readonly id: string; readonly content: string }
  | { readonly kind: 'status'; readonly id: string; readonly status: string }
  | { readonly kind: 'summary'; readonly iteration: number; readonly content: string };

interface Answer {
  readonly tool: string;
  readonly args: Readonly<Record<string, string>>;
  readonly text: string;
  readonly failed: boolean;
}

/** What the agent was told over MCP, by the file in which it notes the answers. A line cut short by a kill does not count. */
export function acknowledgedToAgent(answersFile: string): Acknowledged[] {
  if (!existsSync(answersFile)) return [];
  return readFileSync(answersFile, 'utf8').split('\n').flatMap(parsed).flatMap(acknowledgedBy);
}

/** Nothing for a refusal, and for a tool that only reads. */
export function acknowledgedBy({ tool, args, text, failed }: Answer): Acknowledged[] {
  if (failed) return [];
  const { id = '', status = '', content = '', summary = '' } = args;
  switch (tool) {
    case 'task-add':
      return [{ kind: 'task', id: idIn(text, 'TAS'), content }];
    case 'note-add':
      return [{ kind: 'note', id: idIn(text, 'NOT'), content }];
    case 'task-status':
      return [{ kind: 'status', id, status }];
    case 'iteration-summary':
      return [{ kind: 'summary', iteration: Number(/\d+/.exec(text)?.[0]), content: summary }];
    default:
      return [];
  }
}

/** Throws when there is none: an answer without an error has to name what was made. */
export function idIn(text: string, prefix: string): string {
  const id = new RegExp(`\\b${prefix}-\\d+`).exec(text)?.[0];
  if (id === undefined) throw new Error(`an answer names no ${prefix} id: ${text}`);
  return id;
}

function parsed(line: string): Answer[] {
  try {
    return [JSON.parse(line) as Answer];
  } catch {
    return [];
  }
}
