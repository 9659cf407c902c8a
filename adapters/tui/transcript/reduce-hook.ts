// Reduces hook events: those of running hooks, and recorded ones of hooks that ran in another process.
import type { HookEvent } from '../../../application/ports/hook-runner.port.ts';
import { hookText } from '../../../application/wording/event-wording.ts';
import { boundedOutput } from './bounded-text.ts';
import type { Draft } from './draft.ts';
import { oneCommand } from './log-line.ts';
import { addRunning, removeRunning } from './running-work.ts';
import type { Block } from './transcript.ts';

type HookEnd = Omit<Extract<HookEvent, { type: 'hook-ended' }>, 'type' | 'point'> & {
  readonly point: string;
};
type HookBlock = Extract<Block, { kind: 'hook' }>;

export function addHookEvent(draft: Draft, event: HookEvent, time: number): void {
  switch (event.type) {
    case 'hook-started': {
      const { point, command, place } = event;
      const running = { point, command, output: '', exitCode: null, durationMs: null, error: '' };
      const blockId = draft.push({ kind: 'hook', ...running });
      addRunning(draft, {
        blockId,
        kind: 'hook',
        title: oneCommand(titleOf(point, command, place)),
        since: time,
      });
      return;
    }
    case 'hook-output': {
      const index = indexOfRunning(draft, event.point, null);
      const block = draft.at(index)?.block;
      if (block?.kind === 'hook')
        draft.change(index, { ...block, output: boundedOutput(block.output + event.text) });
      return;
    }
    case 'hook-ended': {
      endHook(draft, event, time);
      draft.set({ unrecordedHooks: [...draft.state.unrecordedHooks, keyOf(event)] });
      return;
    }
    default:
      event satisfies never;
  }
}

/** Returns what runs: `session_start hook 1/2: npm ci`, or `checking 1/2: npm test`. */
function titleOf(
  point: string,
  command: string,
  place?: { readonly number: number; readonly of: number },
): string {
  const what = point === 'verify' ? 'checking' : `${point} hook`;
  const which = place && place.of > 1 ? ` ${place.number}/${place.of}` : '';
  return `${what}${which}: ${command}`;
}

/** Adds a recorded hook, unless this process has already seen it run. */
export function addRecordedHook(draft: Draft, hook: HookEnd, time: number): void {
  const { unrecordedHooks } = draft.state;
  const seen = unrecordedHooks.indexOf(keyOf(hook));
  if (seen === -1) endHook(draft, hook, time);
  else draft.set({ unrecordedHooks: unrecordedHooks.toSpliced(seen, 1) });
}

function endHook(draft: Draft, hook: HookEnd, time: number): void {
  const { point, command, exitCode, durationMs, error } = hook;
  const index = indexOfRunning(draft, point, command);
  const current = draft.at(index);
  const output = current?.block.kind === 'hook' ? current.block.output : '';
  const block: HookBlock = { kind: 'hook', point, command, output, exitCode, durationMs, error };
  if (current) {
    draft.change(index, block);
    removeRunning(draft, current.id);
  } else draft.push(block);
  const why = error === '' ? '' : lastLine(output);
  const text = `${hookText(hook, oneCommand)}${why === '' ? '' : `: ${why}`}`;
  draft.addLog({ time, kind: 'hook', text, ...(error !== '' && { isWarning: true }) });
}

/** Returns the last line of what a hook printed, which most often says why it failed. */
function lastLine(output: string): string {
  return oneCommand(output.trimEnd().split('\n').at(-1) ?? '');
}

/** Returns the index of the newest running hook with this point and command; null matches any command. */
function indexOfRunning(draft: Draft, point: string, command: string | null): number {
  for (const { blockId, kind } of draft.state.running.toReversed()) {
    if (kind !== 'hook') continue;
    const index = draft.indexOf(blockId);
    const block = draft.at(index)?.block;
    if (block?.kind !== 'hook' || block.point !== point) continue;
    if (command === null || block.command === command) return index;
  }
  return -1;
}

function keyOf({ point, command, durationMs }: HookEnd): string {
  return JSON.stringify([point, command, durationMs]);
}
