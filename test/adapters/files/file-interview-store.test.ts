// Specifies how the interview that is going on is kept.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FileInterviewStore } from '../../../adapters/files/file-interview-store.ts';
import { writeSpec } from '../../../adapters/files/write-spec.ts';
import { SILENT } from '../../support/harness.ts';
import { tempDir } from '../../support/temp-dir.ts';

const INTERVIEW = {
  title: 'CSV',
  description: 'Lists',
  answered: [{ question: 'Which?', answers: ['this', 'that'] }],
  draft: '# Draft',
};

function place() {
  const dataDir = join(tempDir(onTestFinished), 'data');
  let prepared = 0;
  const prepare = () => {
    prepared += 1;
    mkdirSync(dataDir, { recursive: true });
  };
  const store = new FileInterviewStore(dataDir, { prepare, hide: (interview) => interview, logger: SILENT });
  return { dataDir, file: join(dataDir, 'interview.json'), store, prepared: () => prepared };
}

describe('the kept interview', () => {
  it('is none at first, for which no directory is made', async () => {
    const { store, prepared } = place();
    expect(await store.load()).toBeUndefined();
    await store.delete();
    expect(prepared()).toBe(0);
  });

  it('is the one kept last, for the user alone, until it is deleted', async () => {
    const { store, dataDir, file } = place();
    await store.save({ ...INTERVIEW, draft: '' });
    await store.save(INTERVIEW);
    const kept = await store.load();
    expect(kept?.interview).toEqual(INTERVIEW);
    expect(kept?.time.getTime()).toBe(statSync(file).mtime.getTime());
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(dataDir)).toEqual(['interview.json']);
    await store.delete();
    expect(await store.load()).toBeUndefined();
  });

  it.each([
    ['cut short', '{"title": "CSV", "descr'],
    ['something else', '{"title": "CSV"}'],
    ['of other types', JSON.stringify({ ...INTERVIEW, answered: [{ question: 'Which?', answers: 'this' }] })],
    ['null', 'null'],
  ])('that is %s counts as none', async (_, text) => {
    const { store, dataDir, file } = place();
    mkdirSync(dataDir);
    writeFileSync(file, text);
    expect(await store.load()).toBeUndefined();
  });

  it('that cannot be kept is no error', async () => {
    const { store, dataDir, file } = place();
    mkdirSync(file, { recursive: true });
    await store.save(INTERVIEW);
    expect(await store.load()).toBeUndefined();
    expect(readdirSync(dataDir)).toEqual(['interview.json']);
  });
});

describe('a new spec', () => {
  it('is written with a line end, and its directory made', async () => {
    const path = join(tempDir(onTestFinished), 'specs', 'new', 'a.md');
    await writeSpec(path, '# A');
    expect(readFileSync(path, 'utf8')).toBe('# A\n');
  });

  it('never takes the place of a file, and says why it cannot be written', async () => {
    const directory = tempDir(onTestFinished);
    const path = join(directory, 'a.md');
    writeFileSync(path, 'mine');
    await expect(writeSpec(path, '# A')).rejects.toMatchObject({
      code: 'SPEC.UNWRITABLE',
      message: expect.stringContaining('there is a file with that name'),
    });
    expect(readFileSync(path, 'utf8')).toBe('mine');
    await expect(writeSpec(join(path, 'below.md'), '# A')).rejects.toMatchObject({ code: 'SPEC.UNWRITABLE' });
  });
});
