// Going through the agent output by iterations and matches, and what the title says of the rest.
import { expect, it } from 'vitest';
import { layoutOf } from '../../../../adapters/tui/layout/layout.ts';
import { EMPTY_TRANSCRIPT } from '../../../../adapters/tui/transcript/reduce.ts';
import { frameOf, textOfFrame } from '../views/frame.ts';
import { empty, type Session } from './sample-model.ts';

const said = (text: string, messageId: string) => ({ type: 'text', messageId, text }) as const;
const lines = (count: number, of: string): string =>
  Array.from({ length: count }, (_, n) => `- ${of} ${n + 1}`).join('\n');

/** Three iterations, each longer than the screen. */
function three(columns = 80, rows = 24): Session {
  const session = empty(columns, rows);
  for (const number of [1, 2, 3]) {
    session.fact({ type: 'IterationStarted', data: { number, model: 'm' } });
    session.agent(said(lines(40, `said in ${number}:`), `m${number}`));
  }
  return session;
}

function screen({ model }: Session): string {
  return textOfFrame(frameOf(model), layoutOf(model).agent);
}

const title = (session: Session): string => screen(session).split('\n')[0] ?? '';
const firstRow = (session: Session): string => screen(session).split('\n')[1] ?? '';

it('`[` and `]` go from iteration to iteration, and stay at the ends', () => {
  const session = three();
  const places = ['[', '[', '[', '[', ']', ']', ']'].map((key) => firstRow(session.keys(key)));
  expect(places.map((row) => /#(\d)/.exec(row)?.[1])).toEqual(['3', '2', '1', '1', '2', '3', '3']);
});

it('`[` at the first iteration asks for the history before', () => {
  const session = three();
  session.model = { ...session.model, earlier: 'there' };
  session.keys('[', '[', '[').takeEffects();
  expect(session.keys('[').takeEffects()).toEqual([{ type: 'load-earlier' }]);
});

it('the search says which match it is at', () => {
  const session = three().keys('/').type('in 2: 1').keys('enter');
  // "in 2: 1" and "in 2: 10" to "in 2: 19".
  expect(title(session)).toContain('11/11 “in 2: 1”');
  expect(title(session.keys('N'))).toContain('10/11');
  expect(title(session.keys('n', 'n'))).toContain('1/11');
});

it('the title counts the lines that came since the user left the end, and names the key', () => {
  const session = three().keys('pageup');
  expect(title(session)).toContain('↓ more below · G');
  session.agent(said('\n- and one\n- and two', 'm3'));
  expect(title(session)).toContain('↓ 2 new · G');
  session.agent(said(lines(5, 'more'), 'm4'));
  expect(title(session)).toContain('↓ 8 new · G');
  expect(title(session.keys('pageup', 'i'))).toContain('↓ 8 new · ctrl+x d');
  session.keys('escape', 'G');
  expect(title(session)).not.toContain('↓');
  expect(title(session.keys('k', 'pageup'))).toContain('↓ more below');
});

it('the timeline leads to the output of an iteration', () => {
  const session = three().command('timeline');
  expect(session.model.ui.overlays.map(({ choice }) => choice)).toEqual([2]);
  session.keys('k', 'enter');
  expect(session.model.ui.overlays).toEqual([]);
  expect(firstRow(session)).toContain('Iteration #2');
  expect(session.takeEffects()).toEqual([]);
});

it('the timeline reads the history before until the iteration is there, and says if it is not kept', () => {
  const all = three();
  const { blocks } = all.model.transcript;
  const cut = (number: number) => ({
    ...EMPTY_TRANSCRIPT,
    blocks: blocks.filter(({ iteration }) => iteration === number),
  });
  const session = empty(80, 24);
  const opened = {
    type: 'opened',
    session: all.model.session,
    transcripts: { home: cut(3), others: new Map() },
    hasEarlier: true,
  } as const;
  session.send(opened).command('timeline').keys('g', 'enter');
  expect(session.takeEffects()).toEqual([{ type: 'load-earlier' }]);
  session.send({ type: 'earlier', transcripts: { home: cut(2), others: new Map() }, hasEarlier: true });
  expect(session.takeEffects()).toEqual([{ type: 'load-earlier' }]);
  session.send({ type: 'earlier', transcripts: { home: cut(1), others: new Map() }, hasEarlier: false });
  expect(firstRow(session)).toContain('Iteration #1');
  expect(session.takeEffects()).toEqual([]);

  // What it says of an iteration does not need its output.
  const lost = empty(80, 24).send({ ...opened, hasEarlier: false });
  lost.command('timeline').keys('g', 'enter');
  expect(lost.model.ui.toast?.text).toBe('the output of iteration 1 is not kept');
});

it('`d` in the timeline shows the commit of an iteration, also if reading it fails the first time', () => {
  const commit = 'c0ffee0123';
  const session = three().fact({ type: 'IterationCommitted', data: { number: 2, commit, files: ['a.ts'] } });
  const kinds = (): string[] => session.model.ui.overlays.map(({ kind }) => kind);
  const asked = { type: 'read-commit', commit } as const;
  session.command('timeline').keys('k', 'd');
  expect([kinds(), session.takeEffects()]).toEqual([['timeline', 'commit'], [asked]]);
  session.send({ type: 'answer', effect: asked, ok: false, text: 'there is no commit' });
  expect([kinds(), session.model.ui.toast?.text]).toEqual([['timeline'], 'there is no commit']);
  const file = {
    path: 'a.ts',
    from: null,
    lines: { added: 1, removed: 0 },
    hunks: '@@ -1,0 +1 @@\n+new();\n',
  };
  const changes = { subject: 'Two', files: [file], filesLeftOut: 0 };
  session.keys('d').send({ type: 'commit', commit, changes });
  expect(textOfFrame(frameOf(session.model))).toMatch(
    /Commit c0ffee0 · Two[\s\S]*a\.ts \+1 -0[\s\S]*1 \+ new\(\);/,
  );
  expect(kinds()).toEqual(['timeline', 'commit']);
  session.keys('escape').send({ type: 'commit', commit, changes });
  expect(kinds()).toEqual(['timeline']);
});

it('`o` opens the only file of a commit, or lets the user choose one of several', () => {
  const commit = 'c0ffee0123';
  const session = three().fact({ type: 'IterationCommitted', data: { number: 2, commit, files: ['a.ts'] } });
  const kinds = (): string[] => session.model.ui.overlays.map(({ kind }) => kind);
  const asked = { type: 'read-commit', commit } as const;
  const opened = (path: string) => ({ type: 'open-file', path }) as const;
  const file = (path: string) => ({ path, from: null, lines: null, hunks: '' });
  const read = (...paths: string[]) =>
    ({ type: 'commit', commit, changes: { subject: '', files: paths.map(file), filesLeftOut: 0 } }) as const;
  session.command('timeline').keys('k', 'o');
  expect([kinds(), session.takeEffects()]).toEqual([['timeline', 'commit-files'], [asked]]);
  session.send({ type: 'answer', effect: asked, ok: false, text: 'there is no commit' });
  expect(kinds()).toEqual(['timeline']);
  session.keys('o').send(read('-a b.ts'));
  expect([kinds(), session.takeEffects()]).toEqual([['timeline'], [asked, opened('-a b.ts')]]);
  session.keys('o').send(read());
  expect([kinds(), session.model.ui.toast?.text]).toEqual([['timeline'], 'the commit changed no file']);
  session.takeEffects();
  session.keys('o').send(read('a.ts', 'b.ts')).keys('j', 'enter');
  expect([kinds(), session.takeEffects()]).toEqual([['timeline'], [asked, opened('b.ts')]]);

  session.keys('d', 'o');
  expect(session.model.ui.toast?.text).toBe('the commit is still being read');
  session.send(read('a.ts', 'b.ts')).takeEffects();
  session.keys('o', 'enter');
  expect([kinds(), session.takeEffects()]).toEqual([['timeline', 'commit'], [opened('a.ts')]]);
  session.send(read('a.ts')).keys('o');
  expect([kinds(), session.takeEffects()]).toEqual([['timeline', 'commit'], [opened('a.ts')]]);
});

it('an iteration without a commit says so', () => {
  const session = three().command('timeline').keys('d');
  expect(session.takeEffects()).toEqual([]);
  expect(session.model.ui.toast?.text).toBe('iteration 3 has no commit');
});
