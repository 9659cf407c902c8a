// Going through the agent output by iterations and matches, and what the title says of the rest.
import { expect, it } from 'vitest';
import { layoutOf } from '../../../../adapters/tui/layout/layout.ts';
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
