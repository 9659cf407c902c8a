// What every work tree does: one suite for all.
import { beforeEach, describe, expect, it } from 'vitest';
import type { WorkTree } from '../../application/ports/work-tree.port.ts';
import { sessionName } from '../../domain/session/session-name.ts';

interface OpenWorkTree {
  readonly tree: WorkTree;
  /** Gives the file at this path a new content. */
  change(path: string): void;
  /** Returns the commit that is checked out. */
  head(): string;
}

const never = new AbortController().signal;
const NONE: ReadonlySet<string> = new Set();

/** `open` gives a work tree in which nothing is changed and commits can be made. */
export function workTreeContract(open: () => OpenWorkTree): void {
  describe('work tree contract', () => {
    let tree: WorkTree;
    let change: (path: string) => void;
    let head: () => string;

    beforeEach(() => {
      ({ tree, change, head } = open());
    });

    it('leaves out the paths that it is told to leave out', async () => {
      const since = await tree.capture();
      change('mine');
      change('theirs');
      const result = await tree.commitSince(since, 'Mine', new Set(['theirs']), never);
      expect(result).toMatchObject({ type: 'committed', files: ['mine'] });
    });

    it('has nothing to commit when nothing changed', async () => {
      const since = await tree.capture();
      expect(await tree.changedSince(since)).toEqual({ files: [], progress: false });
      expect(await tree.commitSince(since, 'Nothing', NONE, never)).toEqual({
        type: 'clean',
        commit: null,
        warnings: [],
      });
    });

    it('knows the state of a clean work tree without looking, and finds what changes from there', async () => {
      const looked = await tree.capture();
      const since = tree.cleanState(head());
      if (!since) throw new Error('only a look can tell');
      expect(tree.isClean(since)).toBe(true);
      expect(tree.uncommittedIn(since)).toEqual([]);
      expect(await tree.changedSince(since, looked)).toEqual({ files: [], progress: false });
      change('a');
      expect(await tree.changedSince(since)).toEqual({ files: ['a'], progress: true });
      const result = await tree.commitSince(since, 'One file', NONE, never);
      expect(result).toMatchObject({ type: 'committed', files: ['a'], warnings: [] });
      expect(await tree.commitsSince(since)).toEqual([(result as { commit: string }).commit]);
    });

    it('names what changed, sorted, as often as it is asked', async () => {
      const since = await tree.capture();
      for (const path of ['b', 'dir/c', 'a', 'b']) change(path);
      expect(await tree.changedSince(since)).toEqual({ files: ['a', 'b', 'dir/c'], progress: true });
      expect(await tree.changedSince(since)).toEqual({ files: ['a', 'b', 'dir/c'], progress: true });
    });

    it('commits what changed and nothing that was changed before', async () => {
      change('of-the-user');
      const since = await tree.capture();
      change('b');
      change('a');
      const result = await tree.commitSince(since, 'Two files', NONE, never);
      expect(result).toEqual({
        type: 'committed',
        commit: expect.any(String),
        files: ['a', 'b'],
        warnings: [],
      });
    });

    it('commits nothing twice, and still names what changed', async () => {
      const since = await tree.capture();
      change('a');
      const first = await tree.commitSince(since, 'First', NONE, never);
      const { commit } = first.type === 'committed' ? first : expect.fail('nothing was committed');
      expect(await tree.commitSince(since, 'Second', NONE, never)).toEqual({
        type: 'clean',
        commit,
        warnings: [],
      });
      expect(await tree.changedSince(since)).toEqual({ files: ['a'], progress: true });
      expect(await tree.changedSince(await tree.capture())).toEqual({ files: [], progress: false });
    });

    it('commits a file again that changed again', async () => {
      change('a');
      const since = await tree.capture();
      change('a');
      expect(await tree.commitSince(since, 'Again', NONE, never)).toMatchObject({
        type: 'committed',
        files: ['a'],
      });
    });

    it('names what stays uncommitted, and the commits that were made', async () => {
      change('of-the-user');
      const since = await tree.capture();
      change('b');
      const result = await tree.commitSince(since, 'First', NONE, never);
      const { commit } = result.type === 'committed' ? result : expect.fail('nothing was committed');
      change('a');
      change('dir/c');
      expect(await tree.uncommittedSince(since)).toEqual(['a', 'dir/c']);
      expect(await tree.commitsSince(since)).toEqual([commit]);
      const now = await tree.capture();
      expect(await tree.uncommittedSince(now)).toEqual([]);
      expect(await tree.commitsSince(now)).toEqual([]);
    });

    it('keeps since when changes are uncommitted, for another run', async () => {
      const session = sessionName('demo');
      change('of-the-user');
      const since = await tree.capture();
      expect(tree.uncommittedIn(since)).toEqual(['of-the-user']);
      expect(await tree.kept(session)).toBeUndefined();
      await tree.keep(session, since);
      change('left');
      const kept = (await tree.kept(session)) ?? expect.fail('nothing was kept');
      expect(await tree.commitSince(kept, 'Left', NONE, never)).toMatchObject({ files: ['left'] });
      await tree.keep(session, null);
      expect(await tree.kept(session)).toBeUndefined();
    });
  });
}
