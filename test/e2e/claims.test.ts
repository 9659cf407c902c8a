// One build per session: on this machine, with a stopped build, a lost run file, and over machines that share a server.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../adapters/nats/open-store.ts';
import { UNRECORDED_PROCESSES } from '../../adapters/process/system-processes.ts';
import type { LeaseStore } from '../../application/ports/lease.port.ts';
import { sessionName } from '../../domain/session/session-name.ts';
import { leaseHolder } from '../contracts/lease-store.contract.ts';
import { SILENT } from '../support/harness.ts';
import { externalServer } from '../support/nats-external-server.ts';
import { Program, type Running } from '../support/program.ts';
import type { Scenario } from '../support/scripted-agent/scenario.ts';
import { tempDir } from '../support/temp-dir.ts';
import { waitFor } from '../support/wait-for.ts';

const NAME = sessionName('SPEC');
const WAITING: Scenario = { turns: [{ steps: [{ text: 'I wait\n' }, { hang: true }] }] };
const WORKING: Scenario = { turns: [{ steps: [{ text: 'I work\n' }] }] };
const ONE = ['--iterations', '1'];

async function waiting(program: Program, env: Record<string, string> = {}): Promise<Running> {
  const build = program.startBuild(WAITING, ONE, { env });
  await build.printed('I wait');
  return build;
}

async function end(build: Running): Promise<void> {
  build.signal('SIGCONT');
  build.signal('SIGINT');
  await build.ended;
}

async function runFileOf(program: Program): Promise<string> {
  return join(program.dataDir, 'runs', 'SPEC.json');
}

describe('on one machine', () => {
  it.each<[string, (program: Program, build: Running) => Promise<void>]>([
    ['that is stopped', async (_, build) => build.signal('SIGSTOP')],
    ['whose run file is gone', async (program) => rmSync(await runFileOf(program))],
  ])('a build %s is not replaced by a second one', async (_, harm) => {
    const program = new Program();
    const first = await waiting(program);
    await harm(program, first);
    const second = await program.build(WORKING, ONE);
    expect([second.code, second.stderr]).toEqual([
      2,
      `iteratr: session "SPEC" is already being run by process ${first.pid}; wait for it, end it with --take-over, or choose another --name\n`,
    ]);
    const { stdout } = await program.run(['sessions', '--json']);
    expect(JSON.parse(stdout)).toMatchObject([{ name: 'SPEC', condition: 'running' }]);
    await end(first);
  });

  it.each(['SIGSTOP', 'SIGCONT'] as const)(
    '--take-over ends a build after %s and continues',
    async (signal) => {
      const program = new Program();
      const first = await waiting(program);
      first.signal(signal);
      const second = await program.build(WORKING, [...ONE, '--take-over']);
      expect(second.code).toBe(3);
      expect((await first.ended).code).toBe(143);
      expect((await program.events()).filter(({ type }) => type === 'RunStarted')).toHaveLength(2);
      expect(await program.nothingLeft()).toEqual([]);
    },
  );

  it('--take-over needs nobody to take the session from', async () => {
    const program = new Program();
    expect((await program.build(WORKING, [...ONE, '--take-over'])).code).toBe(3);
  });

  it('a killed build is replaced at once, and the takeover is recorded', async () => {
    const program = new Program();
    const first = await waiting(program);
    first.signal('SIGKILL');
    await first.ended;
    const second = await program.build(WORKING, ONE);
    expect([second.code, second.stdout]).toEqual([3, expect.stringContaining(`process ${first.pid}`)]);
    const types = (await program.events()).map(({ type }) => type);
    expect(types.filter((type) => /^Run/.test(type))).toEqual([
      'RunStarted',
      'RunTakenOver',
      'RunStarted',
      'RunEnded',
    ]);
  });
});

describe('on machines that share a server', () => {
  const ELSEWHERE = leaseHolder('other', { host: 'elsewhere' });

  async function shared(): Promise<{ env: Record<string, string>; leases: LeaseStore }> {
    const server = await externalServer();
    const options = { processes: UNRECORDED_PROCESSES, dataDir: tempDir(), logger: SILENT };
    const store = await openStore({ ...options, natsUrl: server.url });
    onTestFinished(async () => {
      await store.close();
      await server.remove();
    });
    return { env: { ITERATR_NATS_URL: server.url }, leases: store.leases };
  }

  it('a build waits for the lease of a machine that is gone, and takes the session over', async () => {
    const program = new Program();
    const { env, leases } = await shared();
    const first = await waiting(program, env);
    first.signal('SIGKILL');
    await first.ended;
    await leases.put({ session: NAME }, ELSEWHERE, (await leases.find({ session: NAME }))?.version ?? 0);
    const second = await program.build(WORKING, ONE, { env });
    expect(second.code).toBe(3);
    expect(second.stdout).toContain('process 12 on elsewhere had session "SPEC"; waiting up to 15 s');
    expect(second.stdout).toContain('run taken over from process 12 on elsewhere');
  });

  it('a build is refused while another machine refreshes its lease', async () => {
    const program = new Program();
    const { env, leases } = await shared();
    let version = (await leases.put({ session: NAME }, ELSEWHERE, 0)) as number;
    const build = program.startBuild(WORKING, ONE, { env });
    await build.printed('waiting up to 15 s');
    version = (await leases.put({ session: NAME }, ELSEWHERE, version)) as number;
    const { code, stderr } = await build.ended;
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('by process 12 on elsewhere; wait for it, end it there'),
    ]);
    expect((await leases.find({ session: NAME }))?.version).toBe(version);
  });

  it('a build that another machine took over stops with claim_lost, and records nothing more', async () => {
    const program = new Program();
    const { env, leases } = await shared();
    const build = await waiting(program, env);
    await waitFor('the lease to be taken', async () => {
      const version = (await leases.find({ session: NAME }))?.version ?? 0;
      return (await leases.put({ session: NAME }, ELSEWHERE, version)) !== undefined;
    });
    const { code, stdout } = await build.ended;
    expect([code, stdout.trimEnd().split('\n').at(-1)]).toEqual([
      1,
      expect.stringMatching(/^claim_lost: session "SPEC" was taken over by process 12 on elsewhere/),
    ]);
    const log = await program.run(['sessions', 'log', 'SPEC', '--json'], { env });
    expect(log.stdout).not.toMatch(/RunEnded|IterationEnded|IterationFailed/);
    expect((await leases.find({ session: NAME }))?.holder).toEqual(ELSEWHERE);
    expect(await program.nothingLeft()).toEqual([]);
  });
});
