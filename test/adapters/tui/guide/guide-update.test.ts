// Specifies what keys and the mouse do on every kind of page.
import { describe, expect, it } from 'vitest';
import { choice, form, MODELS, plainChoice, reading, SampleGuide, writing } from './sample-guide.ts';

const NEVER = () => new Promise<never>(() => undefined);

describe('leaving a page', () => {
  it('goes back with Esc, and hands on what is entered', () => {
    expect(new SampleGuide(writing()).type('half').keys('escape').ending).toEqual({
      kind: 'back',
      values: ['half'],
    });
    expect(new SampleGuide(form()).type('s').keys('escape').ending).toEqual({
      kind: 'back',
      values: ['features', '0'],
    });
    expect(new SampleGuide(choice()).keys('down', 'escape').ending).toEqual({
      kind: 'back',
      values: ['lab/model-1'],
    });
    expect(new SampleGuide(reading()).keys('escape').ending).toEqual({ kind: 'back', values: undefined });
  });

  it('leaves with Esc where there is nothing before, and with Ctrl+C anywhere', () => {
    expect(new SampleGuide(choice({ canGoBack: false })).keys('escape').ending).toEqual({ kind: 'leave' });
    expect(new SampleGuide(choice()).keys('ctrl+c').ending).toEqual({ kind: 'leave' });
  });

  it('goes back with a click on any earlier step, and hands on what is entered', () => {
    expect(new SampleGuide(choice()).keys('down').click('Spec').ending).toEqual({
      kind: 'back',
      values: ['lab/model-1'],
      to: 1,
    });
    expect(new SampleGuide(choice()).click('Session').ending).toMatchObject({ kind: 'back', to: 0 });
    expect(new SampleGuide(choice()).click('Model').ending).toBeUndefined();
    expect(new SampleGuide(choice({ canGoBack: false })).click('Spec').ending).toBeUndefined();
    expect(new SampleGuide(choice()).click('Config').ending).toBeUndefined();
  });

  it('takes no keys afterwards but Ctrl+C, which interrupts', () => {
    const guide = new SampleGuide(choice()).keys('enter', 'down', 'enter', 'escape');
    expect(guide.effects).toHaveLength(1);
    expect(guide.keys('ctrl+c').effects.at(-1)).toEqual({ type: 'interrupt' });
  });

  it('stops for a while with Ctrl+Z', () => {
    expect(new SampleGuide(choice()).keys('ctrl+z').effects).toEqual([{ type: 'suspend' }]);
  });
});

describe('a list', () => {
  it('chooses with Enter what the cursor is on, at first what was selected', () => {
    const guide = new SampleGuide(choice({ selected: ['lab/model-3'] }));
    expect(guide.here).toBe('› lab/model-3');
    expect(guide.keys('enter').ending).toEqual({ kind: 'done', values: ['lab/model-3'] });
  });

  it.each([
    [['down', 'down'], 2],
    [['down', 'up', 'up'], 0],
    [['end'], 39],
    [['end', 'home'], 0],
    [['j', 'j', 'k'], 1],
    [['G'], 39],
    [['G', 'g'], 0],
  ] as const)('moves with %j to %d', (keys, index) => {
    const guide = new SampleGuide(plainChoice()).keys(...keys, 'enter');
    expect(guide.ending).toEqual({ kind: 'done', values: [MODELS[index]?.value] });
  });

  it('keeps the cursor in sight, whatever the keys, the wheel and the window do', () => {
    const guide = new SampleGuide(choice({ options: MODELS }), 80, 24);
    for (const key of ['pagedown', 'pagedown', 'up', 'end', 'pageup', 'home', 'down']) {
      expect(guide.keys(key).here).toMatch(/^› /);
    }
    for (const direction of [1, 1, 1, -1, 1] as const) expect(guide.wheel(direction).here).toMatch(/^› /);
    guide.keys('end');
    for (const [columns, rows] of [
      [40, 10],
      [200, 60],
      [80, 11],
    ] as const) {
      expect(guide.resize(columns, rows).here).toMatch(/^› /);
    }
  });

  it('is narrowed by letters, the best match first', () => {
    const guide = new SampleGuide(choice()).type('17');
    expect(guide.keys('enter').ending).toEqual({ kind: 'done', values: ['lab/model-17'] });
    expect(new SampleGuide(choice()).type('number 16').here).toContain('lab/model-16');
  });

  it('finds letters that only stand in order, if nothing matches better', () => {
    const options = ['specs/SPEC.md', 'specs/zeta.md'].map((value) => ({ value, label: value }));
    expect(new SampleGuide(choice({ options })).type('zta').here).toBe('› specs/zeta.md');
    expect(new SampleGuide(choice()).type('17').text).not.toContain('lab/model-1 ');
  });

  it('shows every match, however many there are', () => {
    expect(new SampleGuide(choice(), 80, 60).type('lab').text.match(/lab\/model-/g)).toHaveLength(40);
  });

  it('keeps the cursor on what was found when the filter is emptied', () => {
    const guide = new SampleGuide(choice()).type('30').keys('ctrl+u');
    expect(guide.here).toBe('› lab/model-30');
  });

  it('takes what is looked for as a value of its own', () => {
    const guide = new SampleGuide(choice()).type('my/own').keys('end');
    expect(guide.here).toBe('› another model: my/own');
    expect(guide.keys('enter').ending).toEqual({ kind: 'done', values: ['my/own'] });
  });

  it('has a value typed, and Esc leads back to the list', () => {
    const guide = new SampleGuide(choice()).keys('end', 'enter').type('x').keys('escape');
    expect(guide.ending).toBeUndefined();
    guide.keys('end', 'enter', 'enter').paste(' my/\nown ');
    expect(guide.keys('enter').ending).toEqual({ kind: 'done', values: ['my/ own'] });
  });

  it('shows a selected value that was typed before, also when it is not in the list', () => {
    const guide = new SampleGuide(choice({ selected: ['my/own'] }));
    expect(guide.here).toBe('› my/own');
    expect(new SampleGuide(plainChoice({ selected: ['gone'] })).text).not.toContain('gone');
  });

  it('has no way to another value where none is allowed', () => {
    const guide = new SampleGuide(plainChoice());
    expect(guide.keys('end').here).toBe('› lab/model-39');
    expect(new SampleGuide(plainChoice({ options: [] })).keys('enter').ending).toBeUndefined();
  });

  it('wraps an option that is too long, and keeps the cursor in sight among such', () => {
    const options = Array.from({ length: 12 }, (_, index) => ({
      value: `${index}`,
      label: `${index}: ${'one word after another '.repeat(6)}end-${index}`,
      detail: `a detail of ${index}`,
    }));
    const guide = new SampleGuide(plainChoice({ options }), 60, 20);
    expect(guide.text).toMatch(/end-0\s+▐?\s+a detail of 0/);
    for (const key of ['j', 'j', 'j', 'j', 'G', 'k', 'k', 'k', 'g']) {
      expect(guide.keys(key).text).toMatch(new RegExp(`end-${guide.here.slice(2).split(':')[0]}\\s`));
    }
    expect(guide.wheel(1).here).toMatch(/^› [1-9]/);
    expect(guide.click('a detail of 4').ending).toEqual({ kind: 'done', values: ['4'] });
  });

  it('is chosen from by a click', () => {
    expect(new SampleGuide(choice()).click('lab/model-2').ending).toEqual({
      kind: 'done',
      values: ['lab/model-2'],
    });
  });

  it('does what a hint says when it is clicked', () => {
    expect(new SampleGuide(choice()).click('enter choose').ending?.kind).toBe('done');
    expect(new SampleGuide(choice()).click('ctrl+c quit').ending).toEqual({ kind: 'leave' });
  });

  it('shows text that would steer the terminal as it is not', () => {
    const options = [{ value: 'x', label: '\x1b[31mred\x07', detail: 'a\nb\u202e' }];
    const { text } = new SampleGuide(choice({ options, title: 'a\x1b]0;t\x07b' }));
    expect(text).toContain('red');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\u202e]/);
  });
});

describe('a list that is fetched', () => {
  it('is asked for, and chosen from when it is there', () => {
    const guide = new SampleGuide(choice({ options: NEVER, selected: ['lab/model-7'] }));
    expect(guide.effects).toEqual([{ type: 'load' }]);
    expect(guide.text).toContain('Loading…');
    expect(guide.keys('enter').ending).toBeUndefined();
    guide.send({ type: 'loaded', options: MODELS });
    expect(guide.here).toBe('› lab/model-7');
  });

  it('keeps what is looked for meanwhile', () => {
    const guide = new SampleGuide(choice({ options: NEVER }))
      .type('28')
      .send({ type: 'loaded', options: MODELS });
    expect(guide.here).toContain('lab/model-28');
  });

  it('tells why it could not be, and can be fetched again', () => {
    const guide = new SampleGuide(choice({ options: NEVER }));
    guide.send({ type: 'load-failed', reason: 'no agent' });
    expect(guide.text).toContain('✗ no agent');
    expect(guide.here).toBe('› Try again');
    guide.keys('enter');
    expect(guide.effects).toEqual([{ type: 'load' }, { type: 'load' }]);
    expect(guide.text).toContain('Loading…');
    expect(guide.send({ type: 'loaded', options: MODELS }).here).toContain('lab/model-0');
  });

  it('can do without it: a value can be typed, and the selected one be kept', () => {
    const failed = new SampleGuide(choice({ options: NEVER, selected: ['kept'] }));
    failed.send({ type: 'load-failed', reason: 'no agent' });
    expect(failed.keys('down', 'enter').ending).toEqual({ kind: 'done', values: ['kept'] });
    const typed = new SampleGuide(choice({ options: NEVER })).send({
      type: 'load-failed',
      reason: 'no agent',
    });
    expect(typed.keys('end', 'enter').type('m').keys('enter').ending).toEqual({
      kind: 'done',
      values: ['m'],
    });
  });
});

describe('a list with actions', () => {
  const actions = [
    { value: 'edit', label: 'edit', key: 'e' },
    { value: 'raise', label: 'up', key: '+' },
  ];

  it.each([
    ['e', 'edit'],
    ['+', 'raise'],
    ['enter', 'edit'],
  ])('ends on %s with the action and the row', (key, action) => {
    const guide = new SampleGuide(plainChoice({ actions })).keys('j', key);
    expect(guide.ending).toEqual({ kind: 'done', values: [action, MODELS[1]?.value] });
  });

  it('names no row if there is none, and a click only moves the cursor', () => {
    const empty = new SampleGuide(plainChoice({ actions, options: [] })).keys('+');
    expect(empty.ending).toEqual({ kind: 'done', values: ['raise'] });
    const guide = new SampleGuide(plainChoice({ actions })).click('lab/model-3');
    expect(guide.ending).toBeUndefined();
    expect(guide.here).toBe('› lab/model-3');
  });
});

describe('several of a list', () => {
  it('are marked with Space or a click, and handed on with Enter', () => {
    const guide = new SampleGuide(choice({ several: true, selected: ['lab/model-0'] }));
    guide.keys('down', 'space').click('lab/model-2');
    expect(guide.ending).toBeUndefined();
    guide.keys('home', 'space', 'enter');
    expect(guide.ending).toEqual({ kind: 'done', values: ['lab/model-1', 'lab/model-2'] });
  });

  it('may hold what is typed', () => {
    const guide = new SampleGuide(choice({ several: true })).type('own').keys('end', 'enter');
    expect(guide.here).toBe('› [✓] own');
    expect(guide.keys('enter').ending).toEqual({ kind: 'done', values: ['own'] });
  });
});

describe('a text', () => {
  it('of several rows is handed in with Ctrl+S; Enter and Alt+Enter begin a line', () => {
    const guide = new SampleGuide(writing()).type('a').keys('enter').type('b');
    expect(guide.ending).toBeUndefined();
    expect(guide.keys('ctrl+s').ending).toEqual({ kind: 'done', values: ['a\nb'] });
    const lines = new SampleGuide(writing()).type('a').keys('alt+enter').type('b');
    expect(lines.text).toMatch(/ctrl\+s continue +alt\+enter new line .* 2 lines/);
    expect(lines.keys('ctrl+s').ending).toEqual({ kind: 'done', values: ['a\nb'] });
  });

  it('of one row is handed in with Enter, and stays one', () => {
    const guide = new SampleGuide(writing({ rows: 1 })).paste('a\nb').keys('enter');
    expect(guide.ending).toEqual({ kind: 'done', values: ['a b'] });
    expect(new SampleGuide(writing({ rows: 1 })).type('a').keys('alt+enter').ending).toBeUndefined();
    expect(new SampleGuide(form()).keys('alt+enter').ending).toBeUndefined();
  });

  it('stays as long as something is wrong with it, and says what', () => {
    const guide = new SampleGuide(writing());
    expect(guide.text).not.toContain('nothing is written yet');
    expect(guide.keys('ctrl+s').ending).toBeUndefined();
    expect(guide.text).toContain('✗ nothing is written yet');
    expect(guide.type('a').text).not.toContain('nothing is written yet');
  });
});

describe('a question as markdown', () => {
  it('is rendered, and a long one leaves room for the answer', () => {
    const text = `Which **one**?\n\n- \`a\`\n- b\n${'\n\nMore.'.repeat(40)}`;
    const guide = new SampleGuide(writing({ text, textFormat: 'markdown' })).type('My answer');
    expect(guide.text).toMatch(/Which one\?\n[\s\S]*• a\n/);
    expect(guide.text).toContain('> My answer');
  });
});

describe('a form', () => {
  it('is filled field by field', () => {
    const guide = new SampleGuide(form())
      .keys('ctrl+u')
      .type('mine')
      .keys('tab', 'ctrl+u')
      .type('5')
      .keys('enter');
    expect(guide.ending).toEqual({ kind: 'done', values: ['mine', '5'] });
  });

  it('wraps what is wrong with a field', () => {
    const check = (): string => `it cannot be because ${'of this and that and '.repeat(5)}so on`;
    const fields = form().fields.map((field) => ({ ...field, check }));
    const guide = new SampleGuide(form({ fields })).keys('enter');
    expect(guide.text).toMatch(/✗ it cannot be because[^\n]*\n[^\n]*so on/);
    expect(guide.keys('tab').resize(40, 10).text).toMatch(/Iterations\n\s+> 0\n\s+✗ it cannot/);
  });

  it('goes round its fields with Tab and the arrows, and to one with a click', () => {
    const guide = new SampleGuide(form())
      .keys('tab', 'down')
      .type('a')
      .keys('shift+tab')
      .type('1')
      .keys('up')
      .type('b');
    expect(guide.keys('enter').ending).toEqual({ kind: 'done', values: ['featureab', '01'] });
    const clicked = new SampleGuide(form()).click('> 0').type('1').keys('enter');
    expect(clicked.ending).toEqual({ kind: 'done', values: ['feature', '10'] });
  });

  it('tells what is wrong at the field, and leads there', () => {
    const guide = new SampleGuide(form()).keys('tab', 'ctrl+u', 'shift+tab', 'enter');
    expect(guide.ending).toBeUndefined();
    expect(guide.text).toContain('✗ a whole number from 0');
    expect(guide.type('3').keys('enter').ending).toEqual({ kind: 'done', values: ['feature', '3'] });
  });

  it('says what the text means that is written', () => {
    expect(new SampleGuide(form()).text).toContain('a new session');
    expect(new SampleGuide(form()).keys('ctrl+u').type('old').text).toContain('continues a session');
  });

  it('shows the field that is written in, however little room there is', () => {
    const fields = Array.from({ length: 9 }, (_, index) => ({
      name: `f${index}`,
      label: `Field ${index}`,
      value: '',
      hint: '',
      check: () => undefined,
    }));
    const guide = new SampleGuide(form({ fields }), 40, 10);
    for (let index = 0; index < 9; index++) {
      expect(guide.text).toContain(`Field ${index}`);
      guide.keys('tab');
    }
  });
});

describe('a text to be read', () => {
  it('scrolls to its end and not further', () => {
    const guide = new SampleGuide(reading()).keys('G');
    expect(guide.text).toContain('50. A rule');
    expect(guide.keys('j').text).toContain('50. A rule');
    expect(guide.keys('g').text).toContain('The prompt');
    expect(guide.wheel(1).wheel(1).text).not.toContain('{% comment %}');
    expect(guide.keys('G').resize(200, 70).text).toContain('{% if');
    expect(guide.text).toContain('50. A rule');
  });

  it('ends with the action of a letter, of a click, or the first one with Enter', () => {
    expect(new SampleGuide(reading()).keys('e').ending).toEqual({ kind: 'done', values: ['edit'] });
    expect(new SampleGuide(reading()).keys('enter').ending).toEqual({ kind: 'done', values: ['use'] });
    expect(new SampleGuide(reading()).click('another file').ending).toEqual({
      kind: 'done',
      values: ['other'],
    });
  });
});

describe('work that is waited for', () => {
  const waiting = () => new SampleGuide({ kind: 'wait', title: 'Checking', canGoBack: true });

  it('shows the last lines it tells', () => {
    const guide = waiting();
    for (let line = 0; line < 2_000; line++) guide.send({ type: 'output', text: `line ${line}\n` });
    expect(guide.text).toContain('line 1999');
    expect(guide.text).not.toContain('line 1900\n');
  });

  it('shows for how long it has run', () => {
    const guide = waiting();
    guide.send({ type: 'tick', now: guide.model.now + 62_000 });
    expect(guide.text).toContain('Working… 1:02');
  });

  it('is left with Esc, and says that it stops', () => {
    const guide = waiting().keys('escape');
    expect(guide.ending).toEqual({ kind: 'back', values: undefined });
    expect(guide.text).toContain('Stopping…');
  });
});
