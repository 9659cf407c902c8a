// Compares protected files with what the user accepted, and records what differs.

import { listed } from '../../domain/listed.ts';
import {
  changesOf,
  changesSince,
  LISTED,
  type ProtectedChange,
  type ShownChange,
} from '../../domain/proof/protection.ts';
import type { ProtectedFiles } from '../ports/protected-files.port.ts';
import type { RunObserver } from '../ports/run-observer.port.ts';
import type { LoopSession } from '../session/worker-session.ts';
import { plural } from '../wording/count.ts';

/** Number of files that one event accepts. */
const BATCH = 500;
/** In characters, of one diff and of all that are recorded together. */
const DIFF_LENGTH = 4_000;
const DIFFS_LENGTH = 64_000;
const NAMED = 10;

export interface ProtectFilesOptions {
  readonly session: LoopSession;
  readonly files: ProtectedFiles;
  readonly observer: RunObserver;
  /** Whether the run before ended in order, or this is the first one. */
  readonly isAfterEnd: boolean;
}

export class ProtectFiles {
  constructor(private readonly options: ProtectFilesOptions) {}

  /**
   * Looks at the files before the work begins. The first time, they are accepted as they are. Later, what changed since the last
   * run is the user's and is accepted. If that run did not end in order, it may be an agent's, and is not.
   */
  async begin(): Promise<void> {
    const { files, session } = this.options;
    const found = await files.read();
    for (const glob of files.unmatched) this.#notice('warning', `protect: no file matches ${glob}`);
    const { protection } = (await session.refresh()).proof;
    if (protection.accepted === null) {
      await files.keep(found);
      await this.#accept(
        [...found].map(([path, hash]) => ({ path, hash })),
        true,
      );
      return;
    }
    const changes = changesOf(protection, found, files);
    const own = this.options.isAfterEnd ? changesSince(protection, changes) : [];
    if (own.length > 0) {
      const names = listed(
        own.map(({ path }) => path),
        NAMED,
      );
      const word = plural(own.length, 'protected file');
      this.#notice(
        'info',
        `${word} changed since the last run, which counts as yours and is accepted: ${names}`,
      );
      await this.#accept(own, false);
    }
    await this.#record(changes.filter((change) => !own.includes(change)));
    await files.keep(found);
  }

  /** Looks again. Returns what differs from the accepted content, with its diffs. */
  async look(): Promise<readonly ShownChange[]> {
    const { files, session } = this.options;
    const found = await files.read();
    const { protection } = (await session.refresh()).proof;
    return this.#record(changesOf(protection, found, files));
  }

  async #record(changes: readonly ProtectedChange[]): Promise<readonly ShownChange[]> {
    const { files, session } = this.options;
    const accepted = session.state.proof.protection.accepted ?? {};
    const shown: ShownChange[] = [];
    let room = DIFFS_LENGTH;
    for (const change of changes.slice(0, LISTED)) {
      const before = Object.hasOwn(accepted, change.path) ? (accepted[change.path] ?? null) : null;
      const whole = room > 0 ? await files.diff(change.path, before) : '';
      const limit = Math.min(DIFF_LENGTH, room);
      const diff = whole.length > limit ? `${whole.slice(0, limit)}\n…` : whole;
      room -= diff.length;
      shown.push({ ...change, diff });
    }
    const { events } = await session.execute(
      { type: 'RecordProtected', changes: shown, total: changes.length },
      'loop',
    );
    if (events.length > 0 && shown.length > 0) this.#show(shown);
    return shown;
  }

  async #accept(files: readonly Omit<ProtectedChange, 'kind'>[], all: boolean): Promise<void> {
    const { session } = this.options;
    for (let at = 0; at === 0 || at < files.length; at += BATCH) {
      const part = files.slice(at, at + BATCH).map(({ path, hash }) => ({ path, hash }));
      await session.execute(
        { type: 'AcceptProtected', files: part, ...(all && at === 0 && { all }) },
        'loop',
      );
    }
  }

  /** Shows the diffs like the output of a check. */
  #show(changes: readonly ShownChange[]): void {
    const { observer } = this.options;
    const event = { point: 'verify', command: 'protected files' } as const;
    observer.notify({ type: 'hook', event: { type: 'hook-started', ...event } });
    for (const { path, kind, diff } of changes) {
      const text = `${path} ${kind}\n${diff}`;
      observer.notify({
        type: 'hook',
        event: { type: 'hook-output', point: event.point, text: text.endsWith('\n') ? text : `${text}\n` },
      });
    }
    const ended = { exitCode: null, durationMs: 0, error: 'protected files changed' };
    observer.notify({ type: 'hook', event: { type: 'hook-ended', ...event, ...ended } });
  }

  #notice(level: 'info' | 'warning', message: string): void {
    this.options.observer.notify({ type: 'notice', level, message });
  }
}
