// The log: whole lines of JSON in the order they were written, no secrets, and never a danger to the program.
import { spawnSync } from 'node:child_process';
import fs, { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createLogger } from '../../../adapters/logging/winston-logger.ts';
import { ApplicationError, ConfigError } from '../../../application/errors.ts';
import type { LogFields } from '../../../application/ports/logger.port.ts';
import { KnownSecrets } from '../../../application/secrets/known-secrets.ts';
import { tempDir } from '../../support/temp-dir.ts';

interface Line {
  readonly time: string;
  readonly level: string;
  readonly message: string;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it logged
  readonly fields?: any;
}

function linesOf(path: string): Line[] {
  const text = readFileSync(path, 'utf8');
  expect(text === '' || text.endsWith('\n')).toBe(true);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
}

async function fieldsOf(fields: LogFields): Promise<Line['fields']> {
  const lines: string[] = [];
  const logger = createLogger({ level: 'info', file: '', sink: (line) => lines.push(line) });
  logger.info('entry', fields);
  await logger.close();
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '').fields;
}

it('hides known secrets in messages, fields and errors', async () => {
  const secrets = new KnownSecrets([{ name: 'A_TOKEN', value: 'gho_16C7e42F29' }]);
  const lines: string[] = [];
  const hide = <Value>(value: Value): Value => secrets.hideIn(value);
  const logger = createLogger({ level: 'info', file: '', hide, sink: (line) => lines.push(line) });
  logger.info('gho_16C7e42F29', { error: new Error('not gho_16C7e42F29', { cause: ['gho_16C7e42F29'] }) });
  await logger.close();
  expect(lines.join()).not.toContain('gho_');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    message: '[secret: A_TOKEN]',
    fields: { error: { message: 'not [secret: A_TOKEN]', cause: ['[secret: A_TOKEN]'] } },
  });
});

describe('a rotated log file', () => {
  const message = 'x'.repeat(1_000);

  async function rotated(lines: number, files: number): Promise<string> {
    const directory = tempDir();
    const rotation = { maxBytes: 10_000, files };
    const logger = createLogger({ level: 'info', file: join(directory, 'i.log'), rotation });
    for (let number = 1; number <= lines; number++) logger.info(message, { number });
    await logger.close();
    return directory;
  }

  it('continues in a new file at its size, and keeps only so many earlier ones', async () => {
    const directory = await rotated(100, 3);
    const names = readdirSync(directory).sort();
    expect(names).toEqual(['i.log', 'i1.log', 'i2.log', 'i3.log']);
    for (const name of names) {
      const { size, mode } = statSync(join(directory, name));
      expect(size).toBeLessThan(12_000);
      expect(mode & 0o777).toBe(0o600);
    }
    const kept = ['i3.log', 'i2.log', 'i1.log', 'i.log'].flatMap((name) =>
      linesOf(join(directory, name)).map(({ fields }) => fields.number),
    );
    expect(kept).toEqual(kept.map((_, index) => 100 - kept.length + 1 + index));
    expect(kept.length).toBeGreaterThan(25);
  });

  it('continues the file of an earlier process', async () => {
    const file = join(tempDir(), 'i.log');
    for (const number of [1, 2]) {
      const logger = createLogger({ level: 'info', file, rotation: { maxBytes: 10_000, files: 1 } });
      logger.info('entry', { number });
      await logger.close();
    }
    expect(linesOf(file).map(({ fields }) => fields.number)).toEqual([1, 2]);
  });

  it('is shared with other processes: one that finds it rotated continues in the new one', async () => {
    const directory = tempDir();
    const file = join(directory, 'i.log');
    const rotation = { maxBytes: 10_000, files: 50 };
    const loggers = [1, 2].map(() => createLogger({ level: 'info', file, rotation }));
    for (let number = 1; number <= 50; number++) {
      for (const [index, logger] of loggers.entries()) logger.info(message, { number, index });
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const logger of loggers) await logger.close();
    const lines = readdirSync(directory).flatMap((name) => linesOf(join(directory, name)));
    const written = lines.map(({ fields }) => `${fields.index}-${fields.number}`);
    expect(new Set(written).size).toBe(100);
    expect(written).toHaveLength(100);
  });

  it('continues in the old file when a new one cannot be made', async () => {
    const directory = tempDir();
    const file = join(directory, 'i.log');
    const logger = createLogger({ level: 'info', file, rotation: { maxBytes: 10_000, files: 1 } });
    mkdirSync(join(directory, 'i1.log', 'in the way'), { recursive: true });
    for (let number = 1; number <= 30; number++) logger.info(message, { number });
    await logger.close();
    expect(linesOf(file).map(({ fields }) => fields.number)).toHaveLength(30);
  });

  it('that cannot be written is an error at once', () => {
    const file = tempDir();
    const open = () => createLogger({ level: 'info', file, rotation: { maxBytes: 10_000, files: 1 } });
    expect(open).toThrow(ConfigError);
  });
});

describe('the log file', () => {
  it('has one line per entry with time, level, message and fields', async () => {
    const file = join(tempDir(), 'i.log');
    const logger = createLogger({ level: 'debug', file });
    logger.debug('one');
    logger.info('two\nlines', { n: 1 });
    logger.warn('three', { message: 'own', level: 'x', time: 0 });
    logger.error('four', {});
    await logger.close();
    const lines = linesOf(file);
    expect(lines.map(({ time, ...rest }) => rest)).toEqual([
      { level: 'debug', message: 'one' },
      { level: 'info', message: 'two\nlines', fields: { n: 1 } },
      { level: 'warn', message: 'three', fields: { message: 'own', level: 'x', time: 0 } },
      { level: 'error', message: 'four', fields: {} },
    ]);
    for (const { time } of lines) expect(new Date(time).toISOString()).toBe(time);
  });

  it.each([
    ['debug', 4],
    ['info', 3],
    ['warn', 2],
    ['error', 1],
  ] as const)('at level %s has %i of four entries', async (level, count) => {
    const file = join(tempDir(), 'i.log');
    const logger = createLogger({ level, file });
    logger.debug('d');
    logger.info('i');
    logger.warn('w');
    logger.error('e');
    await logger.close();
    expect(linesOf(file)).toHaveLength(count);
  });

  it('is readable by its owner only, and so is a directory made for it', async () => {
    const directory = join(tempDir(), 'new', 'deep');
    const file = join(directory, 'i.log');
    await createLogger({ level: 'info', file }).close();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  it('is appended to', async () => {
    const file = join(tempDir(), 'i.log');
    for (const message of ['first', 'second']) {
      const logger = createLogger({ level: 'info', file });
      logger.info(message);
      await logger.close();
    }
    expect(linesOf(file).map(({ message }) => message)).toEqual(['first', 'second']);
  });

  it('is whole and in order after close, however much was written at once', async () => {
    const file = join(tempDir(), 'i.log');
    const logger = createLogger({ level: 'info', file });
    const count = 20_000;
    for (let i = 0; i < count; i++) logger.info(`line ${i}`, { i });
    await logger.close();
    expect(linesOf(file).map(({ fields }) => fields.i)).toEqual(Array.from({ length: count }, (_, i) => i));
  });

  it('takes the state of the fields when they are logged', async () => {
    const file = join(tempDir(), 'i.log');
    const logger = createLogger({ level: 'info', file });
    const fields = { list: [1] };
    logger.info('x', fields);
    fields.list.push(2);
    await logger.close();
    expect(linesOf(file)[0]?.fields).toEqual({ list: [1] });
  });

  it('gets nothing after close, which can be called twice', async () => {
    const file = join(tempDir(), 'i.log');
    const logger = createLogger({ level: 'info', file });
    logger.info('before');
    await Promise.all([logger.close(), logger.close()]);
    logger.info('after');
    await logger.close();
    expect(linesOf(file)).toHaveLength(1);
  });

  it('closes without an entry', async () => {
    const file = join(tempDir(), 'i.log');
    await createLogger({ level: 'info', file }).close();
    expect(linesOf(file)).toEqual([]);
  });
});

describe('a log file that cannot be written', () => {
  it('is an error before anything starts when it is a directory', () => {
    const file = tempDir();
    expect(() => createLogger({ level: 'info', file })).toThrow(
      new ConfigError(`the log file ${file} cannot be written: it is a directory`, {
        remedy: 'set log_file to another path',
      }),
    );
  });

  it('is an error when a file is in its way', () => {
    const directory = tempDir();
    writeFileSync(join(directory, 'f'), '');
    const file = join(directory, 'f', 'i.log');
    expect(() => createLogger({ level: 'info', file })).toThrow(
      /^the log file .*\/f\/i\.log cannot be written: /,
    );
  });

  it.skipIf(!existsSync('/dev/full'))('does not stop the program when the disk is full', async () => {
    const logger = createLogger({ level: 'info', file: '/dev/full' });
    for (let i = 0; i < 100; i++) logger.info('x'.repeat(1000));
    await expect(logger.close()).resolves.toBeUndefined();
  });

  it('goes on after a failure, says what is missing, and leaves no half line', async () => {
    const file = join(tempDir(), 'i.log');
    const logger = createLogger({ level: 'info', file });
    logger.info('before');
    await vi.waitFor(() => expect(linesOf(file)).toHaveLength(1));

    // the disk takes ten more bytes and is full then
    const write = fs.write;
    let room = 10;
    const full = vi.spyOn(fs, 'write').mockImplementation(((fd, data, from, length, position, done) => {
      if (room === 0) return void setImmediate(done, new Error('ENOSPC: no space left on device'), 0, data);
      const part = Math.min(room, length);
      room -= part;
      write(fd, data, from, part, position, done);
    }) as (
      fd: number,
      data: Buffer,
      from: number,
      length: number,
      position: null,
      done: (error: Error | null, written: number, data: Buffer) => void,
    ) => void as typeof fs.write);
    logger.info('lost');
    await vi.waitFor(() => expect(full).toHaveBeenCalledTimes(2));
    logger.info('lost, too');
    await vi.waitFor(() => expect(full).toHaveBeenCalledTimes(3));
    await new Promise(setImmediate);
    full.mockRestore();

    logger.info('after');
    await logger.close();
    const lines = readFileSync(file, 'utf8').split('\n');
    expect(lines[1]).toHaveLength(10);
    lines.splice(1, 1);
    const entries = lines.slice(0, -1).map((line) => JSON.parse(line) as Line);
    expect(entries.map(({ message }) => message)).toEqual([
      'before',
      'log lines could not be written and are missing',
      'after',
    ]);
    expect(entries[1]?.fields).toEqual({ lines: 2, reason: 'ENOSPC: no space left on device' });
  });
});

describe('no log file', () => {
  it('writes nothing anywhere', () => {
    const directory = tempDir();
    const module = new URL('../../../adapters/logging/winston-logger.ts', import.meta.url);
    const script = `
      import { createLogger } from ${JSON.stringify(module.href)};
      const logger = createLogger({ level: 'debug', file: '' });
      logger.error('x', { error: new Error('y') });
      await logger.close();
      logger.error('z');`;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', import.meta.resolve('tsx'), '--input-type=module', '--eval', script],
      { cwd: directory, encoding: 'utf8' },
    );
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(fs.readdirSync(directory)).toEqual([]);
  });
});

describe('fields', () => {
  it('show an error with its code and the chain of its causes', async () => {
    const root = new Error('disk');
    const middle = Object.assign(new Error('store', { cause: root }), { errno: -28 });
    const error = new ApplicationError('CONFLICT', 'append', { cause: middle });
    const { error: shown } = await fieldsOf({ error });
    expect(shown).toMatchObject({
      name: 'ApplicationError',
      code: 'CONFLICT',
      message: 'append',
      cause: { name: 'Error', message: 'store', errno: -28, cause: { message: 'disk' } },
    });
    expect(shown.stack).toContain('winston-logger.test.ts');
  });

  it('show the errors of an AggregateError and causes that are no errors', async () => {
    const { error } = await fieldsOf({
      error: new AggregateError([new Error('a')], 'all', { cause: 'why' }),
    });
    expect(error).toMatchObject({ message: 'all', errors: [{ message: 'a' }], cause: 'why' });
  });

  it('survive whatever is logged', async () => {
    const circle: Record<string, unknown> = { n: 1 };
    circle.self = circle;
    const loop = new Error('loop');
    loop.cause = loop;
    const twice = { a: 1 };
    const trap = {
      get broken(): never {
        throw new Error('no');
      },
    };
    const shown = await fieldsOf({
      circle,
      loop,
      twice: [twice, twice],
      trap,
      big: 10n,
      nan: Number.NaN,
      nothing: null,
      date: new Date(0),
      badDate: new Date(Number.NaN),
      map: new Map([['k', 1]]),
      set: new Set([1]),
      bytes: new Uint8Array(3),
      method: function named() {},
      url: new URL('http://h/'),
      json: {
        toJSON: () => {
          throw new Error('no');
        },
      },
    });
    expect(shown).toMatchObject({
      circle: { n: 1, self: '[circular]' },
      loop: { message: 'loop', cause: '[circular]' },
      twice: [{ a: 1 }, { a: 1 }],
      trap: '[unreadable: no]',
      big: '10',
      nan: 'NaN',
      nothing: null,
      date: '1970-01-01T00:00:00.000Z',
      badDate: 'Invalid Date',
      map: { k: 1 },
      set: [1],
      bytes: '[3 bytes]',
      method: '[function named]',
      url: 'http://h/',
      json: { toJSON: '[function toJSON]' },
    });
  });

  it('are cut where they are very deep', async () => {
    let deep: unknown = 'bottom';
    for (let i = 0; i < 10_000; i++) deep = { deep };
    expect(JSON.stringify(await fieldsOf({ deep }))).toContain('[too deep]');
  });

  it.each([
    'token',
    'authToken',
    'auth_token',
    'NATS-TOKEN',
    'ITERATR_TOKEN',
    'tokens',
    'authorization',
    'Authorization',
    'proxy-authorization',
    'password',
    'dbPassword',
    'apiKey',
    'API_KEY',
    'clientSecret',
    'set-cookie',
    'credentials',
  ])('under the key %s are redacted', async (key) => {
    for (const value of ['hunter2', { user: 'hunter2' }, ['hunter2']]) {
      const shown = await fieldsOf({ outer: [{ [key]: value }], map: new Map([[key, value]]) });
      expect(shown).toEqual({ outer: [{ [key]: '[redacted]' }], map: { [key]: '[redacted]' } });
    }
  });

  it('redact secrets of errors and of headers in a list', async () => {
    const error = Object.assign(new Error('x'), { token: 'hunter2' });
    const headers = [
      { name: 'Authorization', value: 'Bearer hunter2' },
      { name: 'Accept', value: '*' },
    ];
    const shown = await fieldsOf({ error, headers });
    expect(JSON.stringify(shown)).not.toContain('hunter2');
    expect(shown.headers[1]).toEqual({ name: 'Accept', value: '*' });
  });

  it('keep counts of tokens', async () => {
    const usage = { inputTokens: 12, totalTokens: 20, tokens: 3, monkey: 'm', tokenizer: 't' };
    expect(await fieldsOf({ usage })).toEqual({ usage });
  });
});

describe('the sink', () => {
  it('gets every line in order, besides the file', async () => {
    const directory = join(tempDir(), 'd');
    mkdirSync(directory);
    const file = join(directory, 'i.log');
    const lines: string[] = [];
    const logger = createLogger({ level: 'info', file, sink: (line) => lines.push(line) });
    for (let i = 0; i < 100; i++) logger.info(`${i}`);
    await logger.close();
    expect(`${lines.join('\n')}\n`).toBe(readFileSync(file, 'utf8'));
  });
});
