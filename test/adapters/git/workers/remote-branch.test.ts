// Specifies with a bare remote and two clones that workers on several machines share the branch of a session.
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { AdapterError, ConfigError } from '../../../../application/errors.ts';
import { gitIn, landing, NEVER, TestRepository } from './repository.fixture.ts';

afterEach(() => void vi.unstubAllEnvs());

/** A bare remote and two clones of it, as on two machines. */
function twoClones() {
  const origin = TestRepository.withCommit({ folder: 'origin' });
  gitIn(origin.base, 'clone', '--quiet', '--bare', origin.root, 'shared repo.git');
  const remote = join(origin.base, 'shared repo.git');
  return { remote, here: origin.clone(remote, 'here'), there: origin.clone(remote, 'there') };
}

function workOn({ root }: TestRepository, onto: string, name: string): string {
  return gitIn(root, 'commit-tree', `${onto}^{tree}`, '-p', onto, '-m', name);
}

const remoteOf = (one: TestRepository) => one.branch({ remote: 'origin' });

it('pushes the branch as it begins, and another machine continues it', async () => {
  const { remote, here, there } = twoClones();
  const begun = await here.begin(remoteOf(here));
  expect(gitIn(remote, 'rev-parse', 'iteratr/demo')).toBe(begun.commit);
  there.write('other', 'only here');
  there.commit('Not pushed');
  const joined = await remoteOf(there).begin({ known: begun, includeDirty: false, signal: NEVER });
  expect(joined.commit).toBe(begun.commit);
});

it('refuses a branch of the remote that this session has not created', async () => {
  const { here, there } = twoClones();
  await here.begin(remoteOf(here));
  await expect(there.begin(remoteOf(there))).rejects.toThrow(/that this session has not created/);
});

it('lands for both machines, and each sees the work of the other', async () => {
  const { remote, here, there } = twoClones();
  const [one, two] = [remoteOf(here), remoteOf(there)];
  const begun = await here.begin(one);
  await two.begin({ known: begun, includeDirty: false, signal: NEVER });
  const onto = begun.commit;
  const landed = await one.land({ commit: workOn(here, onto, 'One'), onto, message: landing(1) });
  expect(landed.type).toBe('landed');
  const head = gitIn(remote, 'rev-parse', 'iteratr/demo');
  const late = { commit: workOn(there, onto, 'Two'), onto, message: landing(2) };
  expect(await two.land(late)).toEqual({ type: 'moved', head });
  const again = await two.land({ commit: workOn(there, head, 'Two'), onto: head, message: landing(2) });
  expect(again.type).toBe('landed');
  expect((await one.landedSince(onto)).map(({ task }) => task)).toEqual(['TAS-1', 'TAS-2']);
  // `iteratr merge` reads the local branch.
  expect(here.git('rev-parse', 'iteratr/demo')).toBe(gitIn(remote, 'rev-parse', 'iteratr/demo'));
});

it('loses nothing when both machines land at once', { timeout: 300_000 }, async () => {
  const { here, there } = twoClones();
  const begun = await here.begin(remoteOf(here));
  const count = 16;
  await Promise.all(
    [here, there].map(async (clone, machine) => {
      const branch = remoteOf(clone);
      for (let number = machine + 1; number <= count; number += 2) {
        for (let type = ''; type !== 'landed'; ) {
          const onto = await branch.head();
          const commit = workOn(clone, onto, `Work ${number}`);
          ({ type } = await branch.land({ commit, onto, message: landing(number) }));
        }
      }
    }),
  );
  const landed = (await remoteOf(there).landedSince(begun.commit)).map(({ task }) => task);
  expect(landed.sort()).toEqual(Array.from({ length: count }, (_, index) => `TAS-${index + 1}`).sort());
});

it('passes on why a remote refuses, and does not call it moved', async () => {
  const { remote, here } = twoClones();
  const branch = remoteOf(here);
  const { commit: onto } = await here.begin(branch);
  const hook = join(remote, 'hooks/pre-receive');
  writeFileSync(hook, '#!/bin/sh\necho "no push after six" >&2\nexit 1\n');
  chmodSync(hook, 0o755);
  const error = await branch
    .land({ commit: workOn(here, onto, 'One'), onto, message: landing(1) })
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(AdapterError);
  expect(error).toMatchObject({ retryable: false, message: expect.stringContaining('no push after six') });
});

it('takes work for landed that the remote has, although its answer was lost', async () => {
  const { remote, here } = twoClones();
  const branch = remoteOf(here);
  const { commit: onto } = await here.begin(branch);
  const hook = join(remote, 'hooks/reference-transaction');
  writeFileSync(hook, '#!/bin/sh\n[ "$1" != committed ] || kill -9 $PPID\n');
  chmodSync(hook, 0o755);
  const landed = await branch.land({ commit: workOn(here, onto, 'One'), onto, message: landing(1) });
  expect(landed).toEqual({ type: 'landed', commit: gitIn(remote, 'rev-parse', 'iteratr/demo') });
  expect(landed).not.toMatchObject({ commit: onto });
});

it('tells a remote that cannot be reached from others, without the password in its URL', async () => {
  const { here } = twoClones();
  here.git('remote', 'set-url', 'origin', 'http://me:secret@localhost:1/repo.git');
  const error = await here.begin(remoteOf(here)).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'GIT', retryable: true });
  expect(String(error)).not.toContain('secret');
});

it('needs a remote of that name', async () => {
  const { here } = twoClones();
  await expect(here.begin(here.branch({ remote: 'upstream' }))).rejects.toThrow(ConfigError);
});

it('does not connect to where an agent has pointed the remote', async () => {
  const { remote, here } = twoClones();
  const branch = remoteOf(here);
  const { commit: onto } = await here.begin(branch);
  here.git('remote', 'add', 'mine', 'elsewhere');
  expect(await branch.head()).toBe(onto);
  here.git('remote', 'set-url', 'origin', `${remote}/elsewhere`);
  await expect(branch.head()).rejects.toThrow(/configuration changed during the run: remote\.origin\.url/);
});

it('keeps the old branch on the remote under another name', async () => {
  const { remote, here } = twoClones();
  const branch = remoteOf(here);
  await here.begin(branch);
  expect(await branch.putAside()).toBe('iteratr/demo.old-1');
  expect(gitIn(remote, 'for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads/iteratr')).toBe(
    'iteratr/demo.old-1',
  );
});
