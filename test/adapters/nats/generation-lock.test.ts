// Specifies which locks of a data directory are believed. No process is signalled here.
import { randomUUID } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import {
  isServerOf,
  lockState,
  mayBeReached,
  newestLock,
} from '../../../adapters/nats/embedded/generation-lock.ts';
import { PROCESS_FACTS } from '../../../adapters/process/process-facts.ts';
import { UNRECORDED_PROCESSES } from '../../../adapters/process/system-processes.ts';
import { tempDir } from '../../support/temp-dir.ts';

let natsDir: string;
let run: string;

beforeEach(() => {
  natsDir = join(tempDir(), 'nats');
  mkdirSync(natsDir);
  run = `run-1_2_3_${randomUUID()}`;
});

function lock(fields: object = {}, pid: number | string = process.pid, start = ''): void {
  const claim = {
    ...PROCESS_FACTS.machine(),
    config: `/there/${run}/nats.conf`,
    run,
    started: 'then',
    ...fields,
  };
  writeFileSync(join(natsDir, 'server-3.lock'), `${pid}\n${JSON.stringify(claim)}\n${start}\n`);
}

it.each([0, 1, -1, 1.5, '1e3', '0x10', '', 'x', 2 ** 31, '9'.repeat(400)])(
  'no server has the number %s',
  (pid) => {
    lock({}, pid);
    const found = newestLock(natsDir) ?? expect.fail('no lock');
    expect(found.pid).toBe(0);
    expect([lockState(found, UNRECORDED_PROCESSES), isServerOf(found, UNRECORDED_PROCESSES)]).toEqual([
      'free',
      false,
    ]);
  },
);

it.each<[string, object]>([
  ['a run that leads out', { run: '../../../precious' }],
  ['a run of another form', { run: 'run-x' }],
  ['the configuration of something else', { config: '/bin/sleep' }],
  ['a host that is no text', { host: 5 }],
  ['no start of the machine', { boot: undefined }],
])('a lock with %s is free, and names no files', (_, fields) => {
  lock(fields);
  const found = newestLock(natsDir) ?? expect.fail('no lock');
  expect([found.run, lockState(found, UNRECORDED_PROCESSES)]).toEqual(['', 'free']);
});

it('a process is the server only with its configuration in the command line, and begun then', () => {
  lock({}, process.pid, PROCESS_FACTS.startOf(process.pid));
  const found = newestLock(natsDir) ?? expect.fail('no lock');
  expect(isServerOf(found, UNRECORDED_PROCESSES)).toBe(false);
  // Something that this very process was started with.
  const config = process.argv0;
  expect(isServerOf({ ...found, config }, UNRECORDED_PROCESSES)).toBe(true);
  expect(isServerOf({ ...found, config, start: '' }, UNRECORDED_PROCESSES)).toBe(true);
  expect(isServerOf({ ...found, config, start: '1' }, UNRECORDED_PROCESSES)).toBe(false);
});

it('a lock of another start of this machine is free, one of another machine is not reached', () => {
  lock({ boot: 'before' });
  expect(lockState(newestLock(natsDir) ?? expect.fail('no lock'), UNRECORDED_PROCESSES)).toBe('free');
  lock({ boot: 'other', host: 'elsewhere' });
  const found = newestLock(natsDir) ?? expect.fail('no lock');
  expect([lockState(found, UNRECORDED_PROCESSES), mayBeReached(found, UNRECORDED_PROCESSES)]).toEqual([
    'elsewhere',
    false,
  ]);
});

it.each(['server-007.lock', 'server-0.lock', 'server--5.lock', `server-${'9'.repeat(20)}.lock`])(
  '%s is no lock',
  (name) => {
    writeFileSync(join(natsDir, name), '');
    expect(newestLock(natsDir)).toBeUndefined();
  },
);

it('a lock that is a link is refused, and so is a run that is one', () => {
  symlinkSync('nowhere', join(natsDir, 'server-9.lock'));
  expect(() => newestLock(natsDir)).toThrow(expect.objectContaining({ code: 'DATA_DIR.REFUSED' }));
  natsDir = join(dirname(natsDir), 'other');
  mkdirSync(natsDir);
  lock();
  symlinkSync('..', join(natsDir, run));
  expect(() => newestLock(natsDir)).toThrow(expect.objectContaining({ code: 'DATA_DIR.REFUSED' }));
});
