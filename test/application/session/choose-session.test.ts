// Specifies which session and which spec a build gets, from what is named of the two.
import { beforeEach, expect, it } from 'vitest';
import type { SpecFiles } from '../../../application/ports/spec-files.port.ts';
import { ChooseSession } from '../../../application/session/choose-session.ts';
import type { SessionEvent } from '../../../domain/session/session.events.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { Harness } from '../../support/harness.ts';

/** Paths are as they are named; what older versions recorded is the spec when it ends alike. */
const SPECS: SpecFiles = {
  read: async (named) => ({ text: `text of ${named}`, path: named, nameFrom: named }),
  locate: ({ spec }) => (spec?.startsWith('pipe:') ? undefined : (spec ?? undefined)),
  isSame: (recorded, path) => recorded.replace('./', '') === path,
};

let harness: Harness;

beforeEach(() => {
  harness = new Harness();
});

async function choose(given: { name?: string; spec?: string }) {
  const choose = new ChooseSession(harness.sessions, harness.store, SPECS);
  const name = given.name === undefined ? undefined : sessionName(given.name);
  const { session, spec, text, otherSpec } = await choose.execute({
    name,
    spec: given.spec,
    defaultSpec: 'specs/SPEC.md',
  });
  expect(text).toBe(`text of ${spec.named}`);
  return { session, spec: spec.path, consent: spec.consent, otherSpec };
}

let id = 0;

async function ran(
  session: string,
  data: Extract<SessionEvent, { type: 'RunStarted' }>['data'],
): Promise<void> {
  const name = sessionName(session);
  const meta = {
    id: `id-${++id}`,
    session: name,
    time: '2026-01-01T00:00:00.000Z',
    iteration: null,
  } as const;
  await harness.store.append(
    name,
    [{ event: { type: 'RunStarted', data }, meta: { ...meta, actor: 'user' } }],
    0,
  );
}

const formerRun = (spec: string) => ({ spec, model: 'm' });
const run = (specPath: string) => ({ spec: specPath, specPath, model: 'm' });

it('a spec alone has the session that is named after it', async () => {
  expect(await choose({ spec: '認証.md' })).toEqual({
    session: '認証',
    spec: '認証.md',
    consent: false,
    otherSpec: undefined,
  });
  expect(await choose({})).toMatchObject({ session: 'SPEC', spec: 'specs/SPEC.md', consent: false });
});

it('a session that an older version named after the spec goes on, if it belongs to it', async () => {
  await ran('--', formerRun('./認証.md'));
  await ran('mon-r-sum-', formerRun('mon-résumé.md'));
  expect(await choose({ spec: '認証.md' })).toMatchObject({ session: '--', otherSpec: undefined });
  expect(await choose({ spec: '決済.md' })).toMatchObject({ session: '決済', otherSpec: undefined });
  expect(await choose({ spec: 'mon-résumé.md' })).toMatchObject({ session: 'mon-r-sum-' });
});

it('also after this version has run it; and never one that belongs to no spec yet', async () => {
  await ran('--', run('認証.md'));
  expect(await choose({ spec: '認証.md' })).toMatchObject({ session: '--', otherSpec: undefined });
  expect(await choose({ spec: '決済.md' })).toMatchObject({ session: '決済' });
  await harness.sessions
    .get(sessionName('-berblick'))
    .execute({ type: 'SendMessage', text: 'x', now: false }, 'user');
  expect(await choose({ spec: 'überblick.md' })).toMatchObject({ session: 'überblick' });
});

it('the session with the new name comes first where both belong to the spec', async () => {
  await ran('--', formerRun('認証.md'));
  await ran('認証', run('認証.md'));
  expect(await choose({ spec: '認証.md' })).toMatchObject({ session: '認証' });
  expect(await choose({ spec: 'a/認証.md' })).toMatchObject({ session: '認証', otherSpec: '認証.md' });
});

it('a session that belongs to another spec is told', async () => {
  await ran('feature', run('a/feature.md'));
  expect(await choose({ spec: 'a/feature.md' })).toMatchObject({ session: 'feature', otherSpec: undefined });
  expect(await choose({ spec: 'b/feature.md' })).toMatchObject({ otherSpec: 'a/feature.md', consent: false });
});

it('name and spec together are consent', async () => {
  await ran('feature', run('a/feature.md'));
  const both = { name: 'feature', spec: 'b/feature.md' };
  expect(await choose(both)).toMatchObject({ session: 'feature', consent: true, otherSpec: 'a/feature.md' });
});

it('a name alone is the session with its own spec, or the default where it has none', async () => {
  await ran('feature', run('a/feature.md'));
  await ran('old', formerRun('./old.md'));
  await ran('piped', run('pipe:01234567'));
  expect(await choose({ name: 'feature' })).toMatchObject({ spec: 'a/feature.md', otherSpec: undefined });
  expect(await choose({ name: 'old' })).toMatchObject({ spec: './old.md', consent: false });
  expect(await choose({ name: 'new' })).toMatchObject({ session: 'new', spec: 'specs/SPEC.md' });
  await expect(choose({ name: 'piped' })).rejects.toMatchObject({
    code: 'SPEC.UNREADABLE',
    message:
      'the spec of session "piped" (pipe:01234567) came from a pipe and cannot be read again; give it with --name piped --spec <path>',
  });
});

it('a new session whose name differs from another only in case is refused; one that is there already goes on', async () => {
  await ran('feature', run('feature.md'));
  await expect(choose({ spec: 'Feature.md' })).rejects.toMatchObject({
    code: 'SESSION.SIMILAR_NAME',
    message:
      'session name "Feature" differs from the existing session "feature" only in case; use "feature" or choose another name',
  });
  await expect(choose({ name: 'FEATURE' })).rejects.toMatchObject({ code: 'SESSION.SIMILAR_NAME' });
  await ran('Feature', run('Feature.md'));
  expect(await choose({ spec: 'Feature.md' })).toMatchObject({ session: 'Feature' });
});

it('whatever begins a session, its name is compared', async () => {
  await ran('straße', run('straße.md'));
  const begin = harness.sessions
    .get(sessionName('STRASSE'))
    .execute({ type: 'SendMessage', text: 'x', now: false }, 'user');
  await expect(begin).rejects.toMatchObject({ code: 'SESSION.SIMILAR_NAME' });
  await harness.sessions
    .get(sessionName('strasse-2'))
    .execute({ type: 'SendMessage', text: 'x', now: false }, 'user');
});
