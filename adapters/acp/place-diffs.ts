// Finds the place of an edit in its file, because most agents report only the replaced text.
import { realpathSync } from 'node:fs';
import { relative, sep } from 'node:path';
import type { AgentDiff, AgentEvent } from '../../application/ports/agent.port.ts';
import { readPlainFile } from '../data-dir/given-file.ts';

/** The lines before and after the edit that are added to it. */
const CONTEXT = 3;
/** A larger file is not read: it would hold up the events that follow. */
const LARGEST_FILE = 512 * 1024;

/**
 * Returns the event of a completed edit with the lines around it, read from the file below `cwd`; any other event as it is.
 * An edit whose place is not certain stays as the agent reported it.
 */
export function placedEvent(event: AgentEvent, cwd: string): AgentEvent {
  if (event.type !== 'tool-call' || event.call.status !== 'completed') return event;
  const { diffs } = event.call;
  if (!diffs.some(isExcerpt)) return event;
  return { ...event, call: { ...event.call, diffs: diffs.map((diff) => placedDiff(diff, cwd)) } };
}

function placedDiff(diff: AgentDiff, cwd: string): AgentDiff {
  const text = isExcerpt(diff) ? textBelow(cwd, diff.path) : null;
  return text === null ? diff : withContext(diff, text);
}

/** Returns the diff with whole lines and the lines around it if `newText` is at exactly one place of the file's text. */
export function withContext(diff: AgentDiff, text: string): AgentDiff {
  const { oldText, newText } = diff;
  const at = text.indexOf(newText);
  if (oldText === null || newText === '' || at === -1 || text.indexOf(newText, at + 1) !== -1) return diff;
  const start = linesBack(text, at);
  const end = linesOn(text, at + newText.length);
  const [before, after] = [text.slice(start, at), text.slice(at + newText.length, end)];
  const line = text.slice(0, start).split('\n').length;
  return { ...diff, oldText: before + oldText + after, newText: before + newText + after, line };
}

function isExcerpt({ oldText, newText, line }: AgentDiff): boolean {
  return oldText !== null && newText !== '' && line === undefined;
}

/** Returns the start of the line that is `CONTEXT` lines before the line at `at`. */
function linesBack(text: string, at: number): number {
  let start = at;
  for (let line = 0; line <= CONTEXT && start >= 0; line += 1)
    start = start === 0 ? -1 : text.lastIndexOf('\n', start - 1);
  return start + 1;
}

/** Returns the end of the line that is `CONTEXT` lines after the line at `at`, with its line end. */
function linesOn(text: string, at: number): number {
  // After a line end, the edit ends with the line before.
  let end = text[at - 1] === '\n' ? at - 1 : at;
  for (let line = 0; line <= CONTEXT; line += 1) {
    const next = text.indexOf('\n', end);
    if (next === -1) return text.length;
    end = next + 1;
  }
  return end;
}

/** Returns the text of a file in the work tree; null if it is elsewhere, too large or not readable. */
function textBelow(cwd: string, path: string): string | null {
  try {
    const within = relative(realpathSync(cwd), realpathSync(path));
    if (within === '' || within === '..' || within.startsWith(`..${sep}`)) return null;
    return readPlainFile(path, { bytes: LARGEST_FILE }).toString('utf8');
  } catch {
    return null;
  }
}
