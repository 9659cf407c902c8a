// Specifies with a bare remote and two clones that workers on several machines share the branch of a session.
import { once } from 'node:events';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { AdapterError, ConfigError } from '../../../../application/errors.ts';
import type { StoreWait } from '../../../../application/ports/store-waits.port.ts';
import { Outage } from '../../../../application/waiting/outage.ts';
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

/** A branch that waits for its remote, and what it says of that. */
function patient(one: TestRepository, remote = 60_000) {
  const outage = new Outage({ away: 0, full: 0, remote });
  const told: StoreWait[] = [];
  outage.onChange((wait) => void told.push(wait));
  return { branch: one.branch({ remote: 'origin', outage }), told };
}

/** Leads `origin` over an ssh that can be cut. */
function lineTo(one: TestRepository, remote: string) {
  const ssh = join(one.base, 'line');
  const [cut, next] = [join(one.base, 'cut'), join(one.base, 'cut-next')];
  const complain = 'echo "ssh: connect to host example.org: Connection timed out" >&2; exit 255';
  const script = [
    '#!/bin/sh',
    `[ -e '${cut}' ] && { ${complain}; }`,
    'sh -c "$2"; code=$?',
    `case "$2" in "$(cat '${next}' 2>/dev/null || echo nothing)"*) touch '${cut}'; ${complain};; esac`,
    'exit $code',
  ];
  writeFileSync(ssh, script.join('\n'));
  chmodSync(ssh, 0o755);
  one.git('config', 'core.sshCommand', ssh);
  one.git('config', 'ssh.variant', 'simple');
  one.git('remote', 'set-url', 'origin', `ssh://example.org${encodeURI(remote)}`);
  return {
    cut: () => writeFileSync(cut, ''),
    cutAfterNext: (program: string) => writeFileSync(next, program),
    restore: () => {
      rmSync(next, { force: true });
      rmSync(cut);
    },
  };
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
  const { branch, told } = patient(here);
  const { commit: onto } = await here.begin(branch);
  const hook = join(remote, 'hooks/reference-transaction');
  writeFileSync(hook, '#!/bin/sh\n[ "$1" != committed ] || kill -9 $PPID\n');
  chmodSync(hook, 0o755);
  const landed = await branch.land({ commit: workOn(here, onto, 'One'), onto, message: landing(1) });
  expect(landed).toEqual({ type: 'landed', commit: gitIn(remote, 'rev-parse', 'iteratr/demo') });
  expect(landed).not.toMatchObject({ commit: onto });
  expect(told.filter(({ type }) => type === 'store-given-up')).toEqual([]);
});

it('waits for a remote that cannot be reached, says so once, and continues', async () => {
  const { remote, here } = twoClones();
  const line = lineTo(here, remote);
  const { branch, told } = patient(here);
  line.cut();
  const begun = here.begin(branch);
  await vi.waitFor(() => expect(told).toHaveLength(1), 10_000);
  expect(told[0]).toMatchObject({
    ...{ type: 'store-waiting', cause: 'remote', until: expect.any(String) },
    problem: 'git could not reach the remote origin: ssh: connect to host example.org: Connection timed out',
  });
  line.restore();
  const { commit } = await begun;
  expect(gitIn(remote, 'rev-parse', 'iteratr/demo')).toBe(commit);
  expect(told.map(({ type }) => type)).toEqual(['store-waiting', 'store-back']);
});

it('lands work once whose push arrived before a long outage', async () => {
  const { remote, here } = twoClones();
  const line = lineTo(here, remote);
  const { branch, told } = patient(here);
  const { commit: onto } = await here.begin(branch);
  line.cutAfterNext('git-receive-pack');
  const confirm = vi.fn(async () => undefined);
  const landed = branch.land({ commit: workOn(here, onto, 'One'), onto, message: landing(1), confirm });
  await vi.waitFor(() => expect(told).toHaveLength(1), 10_000);
  line.restore();
  expect(await landed).toEqual({ type: 'landed', commit: gitIn(remote, 'rev-parse', 'iteratr/demo') });
  expect(await branch.landedSince(onto)).toHaveLength(1);
  expect(confirm).toHaveBeenCalledOnce();
});

it('pushes again after an outage only if the work may still land', async () => {
  const { remote, here } = twoClones();
  const line = lineTo(here, remote);
  const { branch, told } = patient(here);
  const { commit: onto } = await here.begin(branch);
  for (const mayLand of [false, true]) {
    told.length = 0;
    line.cut();
    const confirm = async () => {
      if (told.length > 0 && !mayLand) throw new Error('given up');
    };
    const work = { commit: workOn(here, onto, 'One'), onto, message: landing(1), confirm };
    const landed = branch.land(work).catch((error: Error) => error.message);
    await vi.waitFor(() => expect(told).toHaveLength(1), 10_000);
    line.restore();
    if (mayLand) expect(await landed).toMatchObject({ type: 'landed' });
    else expect(await landed).toBe('given up');
    expect(await branch.landedSince(onto)).toHaveLength(mayLand ? 1 : 0);
  }
});

it('gives a remote up that stays away, and ends the wait with the run', async () => {
  const { remote, here } = twoClones();
  const line = lineTo(here, remote);
  line.cut();
  const short = patient(here, 1_500);
  const error = await here.begin(short.branch).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ retryable: true, message: expect.stringMatching(/waited/) });
  expect(short.told.map(({ type }) => type)).toEqual(['store-waiting', 'store-given-up']);
  const { branch } = patient(here);
  const run = new AbortController();
  const begun = branch.begin({ known: null, includeDirty: false, signal: run.signal });
  run.abort();
  await expect(begun).rejects.toThrow(/the remote origin/);
});

it('does not wait for a remote that refuses', async () => {
  const { here } = twoClones();
  here.git('remote', 'set-url', 'origin', join(here.base, 'nowhere'));
  const { branch, told } = patient(here);
  await expect(here.begin(branch)).rejects.toThrow(/does not appear to be a git repository/);
  expect(told).toEqual([]);
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

it('gives up a server that accepts a connection and then says nothing', async () => {
  const { here } = twoClones();
  const silent = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1');
  onTestFinished(() => void silent.close());
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  here.git('remote', 'set-url', 'origin', `http://127.0.0.1:${port}/repo.git`);
  // Git prefers the variable to every setting; without a limit of the speed it has no effect.
  vi.stubEnv('GIT_HTTP_LOW_SPEED_TIME', '1');
  await expect(here.begin(remoteOf(here))).rejects.toMatchObject({
    retryable: true,
    problem: expect.stringContaining('could not reach the remote origin'),
  });
});
