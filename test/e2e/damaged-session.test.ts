// A session whose stored events are damaged: it is listed as such, exported as far as it can be read, and deleted.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'nats';
import { describe, expect, it } from 'vitest';
import { openEmbeddedServer } from '../../adapters/nats/embedded/embedded-server.ts';
import { openStore } from '../../adapters/nats/open-store.ts';
import { UNRECORDED_PROCESSES } from '../../adapters/process/system-processes.ts';
import { SILENT } from '../support/harness.ts';
import { Program } from '../support/program.ts';

type Damage = 'garbage' | 'gap';

/** Two sessions of three tasks, of which one is damaged: by a message that is no batch, or by one that is missing. */
async function damaged(how: Damage): Promise<Program> {
  const program = new Program({ git: false });
  for (const name of ['good', 'bad']) {
    for (const content of ['one', 'two', 'three']) {
      await program.run(['tool', 'task-add', '--name', name, '--content', content]);
    }
  }
  const options = { processes: UNRECORDED_PROCESSES, dataDir: program.dataDir, logger: SILENT };
  const store = await openStore(options);
  const last = (await store.sessions.versions()).get('bad' as never) ?? 0;
  const server = await openEmbeddedServer(options);
  const nats = await connect({ servers: server.url, token: server.token });
  if (how === 'garbage') await nats.jetstream().publish('iteratr.bad.events', 'garbage');
  else await (await nats.jetstreamManager()).streams.deleteMessage('iteratr_events', last - 1);
  await nats.close();
  await server.close();
  await store.close();
  // A kept summary would hide the damage until somebody needs the events.
  rmSync(join(program.dataDir, 'summaries'), { recursive: true });
  return program;
}

describe.each([
  ['garbage', 3],
  ['gap', 1],
] as const)('a session damaged by %s', (how, readable) => {
  it('is listed as damaged, and the others as ever', async () => {
    const program = await damaged(how);
    const { code, stdout } = await program.run(['sessions', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      { name: 'good', condition: 'new', tasks: { total: 3 } },
      { name: 'bad', condition: 'damaged' },
    ]);
    expect((await program.run(['sessions', 'delete', 'good', '--yes'])).code).toBe(0);
  });

  it('is exported and printed as far as it can be read, which is said', async () => {
    const program = await damaged(how);
    const exported = await program.run(['sessions', 'export', 'bad', '--format', 'json']);
    expect(exported.code).toBe(1);
    expect(exported.stderr).toMatch(/^iteratr: the export ends where the session is damaged: [^\n]+\n$/);
    const { session, tasks, events, damage } = JSON.parse(exported.stdout);
    expect(session.condition).toBe('damaged');
    expect(damage).toContain('session "bad"');
    expect([tasks.length, events.length]).toEqual([readable, readable]);
    const log = await program.run(['sessions', 'log', 'bad']);
    expect(log.code).toBe(1);
    expect(log.stdout.match(/TAS-/g)).toHaveLength(readable);
    expect(log.stderr).toContain('`iteratr sessions delete bad` removes it');
  });

  it('can be deleted and reset, and used again', async () => {
    const program = await damaged(how);
    const removed = await program.run(['sessions', how === 'gap' ? 'reset' : 'delete', 'bad', '--yes']);
    expect(removed).toMatchObject({ code: 0, stderr: '' });
    const added = await program.run(['tool', 'task-add', '--name', 'bad', '--content', 'again']);
    expect(added).toMatchObject({ code: 0, stderr: '' });
    expect((await program.run(['sessions', '--json'])).stdout).not.toContain('damaged');
  });
});

it('a damaged summary or snapshot costs time only', async () => {
  const program = new Program({ git: false });
  await program.run(['tool', 'task-add', '--name', 'one', '--content', 'x']);
  for (const text of ['garbage', '{}', '{"session":"one","version":1,"catalogue":"","state":{}}']) {
    writeFileSync(join(program.dataDir, 'summaries', 'one.json'), text, { mode: 0o600 });
    const { code, stdout } = await program.run(['sessions', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([{ name: 'one', tasks: { total: 1 } }]);
  }
});
