// Given a screen, when these keys are pressed, then this is what has changed and what is asked for.

import { describe, expect, it } from 'vitest';
import { elapsedMs } from '../../../../adapters/tui/model/activity.ts';
import type { AppEffect } from '../../../../adapters/tui/model/app-effect.ts';
import { COMMAND_NAMES, commandFor, hintKey, specOf } from '../../../../adapters/tui/model/keymap.ts';
import { noteId } from '../../../../domain/note/note.ts';
import type { CheckRun } from '../../../../domain/proof/proof.ts';
import type { SessionCommand } from '../../../../domain/session/session.decider.ts';
import { taskId } from '../../../../domain/task/task.ts';
import { statusChanged, taskAdded } from '../../../support/decider-spec.ts';
import { frameOf, textOfFrame } from '../views/frame.ts';
import { empty, result, type Session, sample } from './sample-model.ts';

/** What can be seen to change, in short words. */
function seen({ model }: Session): string {
  const { ui } = model;
  const { agent } = ui;
  return [
    ui.focus,
    ...ui.overlays.map((o) => `+${o.kind}${o.choice > 0 ? `:${o.choice}` : ''}`),
    ...(ui.prefix ? ['prefix'] : []),
    ...(ui.sidebar ? [] : ['no-sidebar']),
    ...(agent.selected === null ? [] : [`block ${agent.selected}`]),
    ...(agent.scroll === 'follow' ? [] : ['scrolled']),
    ...(agent.search ? [`search ${agent.search.query}`] : []),
    ...(agent.expanded.size > 0 ? [`expanded ${[...agent.expanded]}`] : []),
    ...(ui.focus === 'tasks' ? [String(ui.tasks.selected)] : []),
    ...(ui.focus === 'notes' ? [String(ui.notes.selected)] : []),
  ].join(' ');
}

const SIZES = { wide: [120, 35], narrow: [80, 24] } as const;
type Given = keyof typeof SIZES | 'just-ended' | 'ended' | 'attached' | 'finished' | 'paused' | 'pausing';

function given(what: Given): Session {
  if (what === 'wide' || what === 'narrow') return sample(...SIZES[what]);
  const session = sample();
  if (what === 'just-ended') return session.run({ type: 'run-ended', result: result() });
  if (what === 'ended') return given('just-ended').keys('escape');
  if (what === 'pausing') return session.fact({ type: 'PauseRequested', data: {} });
  if (what === 'paused') {
    return session.fact({ type: 'PauseRequested', data: {} }, { type: 'RunPaused', data: {} });
  }
  return session.send({ type: 'surroundings', surroundings: { ...session.model.surroundings, mode: what } });
}

type Row = readonly [given: Given, keys: string, then: string, ...effects: AppEffect[]];

function check(rows: readonly Row[]): void {
  it.each(rows.map(([what, keys, then, ...effects]) => ({ what, keys, then, effects })))(
    '$what, $keys → $then',
    ({ what, keys, then, effects }) => {
      const session = given(what);
      session.takeEffects();
      session.keys(...keys.split(' '));
      expect(seen(session)).toBe(then);
      expect(session.takeEffects()).toEqual(effects);
    },
  );
}

function execute(command: SessionCommand): AppEffect {
  return { type: 'execute', command };
}

const id = taskId(2);

describe('keys everywhere', () => {
  check([
    ['wide', 'tab', 'tasks TAS-2'],
    ['wide', 'tab tab', 'notes NOT-4'],
    ['wide', 'tab tab tab', 'agent'],
    ['wide', 'shift+tab', 'notes NOT-4'],
    ['wide', 'i tab', 'agent'],
    ['wide', 'i shift+tab', 'notes NOT-4'],
    ['wide', 'ctrl+x 2', 'tasks TAS-2'],
    ['wide', 'ctrl+x 3', 'notes NOT-4'],
    ['wide', 'tab ctrl+x 1', 'agent'],
    ['wide', 'ctrl+s', 'agent no-sidebar', { type: 'remember', key: 'sidebar', value: false }],
    ['wide', 'ctrl+x b', 'agent no-sidebar', { type: 'remember', key: 'sidebar', value: false }],
    ['wide', 'tab ctrl+s', 'agent no-sidebar', { type: 'remember', key: 'sidebar', value: false }],
    ['narrow', 'ctrl+s', 'tasks TAS-2'],
    ['narrow', 'ctrl+x s', 'tasks TAS-2'],
    ['narrow', 'ctrl+s ctrl+s', 'agent'],
    ['narrow', 'tab escape', 'agent'],
    ['wide', 'ctrl+l', 'agent +logs'],
    ['wide', 'ctrl+x l', 'agent +logs'],
    ['wide', 'ctrl+x i', 'agent +timeline:1'],
    ['wide', 'i ctrl+l escape', 'input'],
    ['wide', 'ctrl+p', 'agent +palette'],
    ['wide', '?', 'agent +help'],
    ['wide', '? ?', 'agent +help'],
    ['wide', 'ctrl+x t', 'agent +new-task'],
    ['wide', 'ctrl+x n', 'agent +new-note'],
    ['wide', 'ctrl+x', 'agent prefix'],
    ['wide', 'ctrl+x z', 'agent'],
    ['wide', 'ctrl+x escape', 'agent'],
    ['wide', 'ctrl+x ctrl+l', 'agent +logs'],
    ['wide', 'k ctrl+x d', 'agent'],
    ['wide', 'ctrl+z', 'agent', { type: 'suspend' }],
    ['wide', 'ctrl+l ctrl+z', 'agent +logs', { type: 'suspend' }],
    ['wide', 'ctrl+y', 'agent'],
  ]);
});

describe('quitting', () => {
  check([
    ['wide', 'ctrl+c', 'agent +quit'],
    ['wide', 'ctrl+c escape', 'agent'],
    ['wide', 'ctrl+c enter', 'agent'],
    ['wide', 'ctrl+c down enter', 'agent', { type: 'quit', force: false }],
    ['wide', 'ctrl+c ctrl+c', 'agent', { type: 'quit', force: true }],
    ['wide', 'ctrl+c j j enter', 'agent', { type: 'quit', force: true }],
    ['wide', 'i ctrl+c', 'input +quit'],
    ['wide', 'ctrl+l ctrl+c', 'agent +logs +quit'],
    ['wide', 'ctrl+x ctrl+c', 'agent +quit'],
    ['ended', 'ctrl+c', 'agent', { type: 'quit', force: false }],
    ['attached', 'ctrl+c', 'agent', { type: 'quit', force: false }],
    ['finished', 'ctrl+c', 'agent', { type: 'quit', force: false }],
    [
      'wide',
      'ctrl+c down enter ctrl+c',
      'agent',
      { type: 'quit', force: false },
      { type: 'quit', force: true },
    ],
  ]);
});

describe('pausing, resuming, restarting', () => {
  check([
    ['wide', 'ctrl+x p', 'agent', execute({ type: 'RequestPause' })],
    ['pausing', 'ctrl+x p', 'agent', execute({ type: 'RequestResume' })],
    ['paused', 'ctrl+x p', 'agent', execute({ type: 'RequestResume' })],
    ['attached', 'ctrl+x p', 'agent', execute({ type: 'RequestPause' })],
    ['ended', 'ctrl+x p', 'agent'],
    ['ended', 'ctrl+x r', 'agent', { type: 'restart', fromScratch: false }],
    ['wide', 'ctrl+x r', 'agent'],
    ['just-ended', 'r', 'agent +complete', { type: 'restart', fromScratch: false }],
    ['just-ended', 't', 'agent +complete +new-task'],
    ['just-ended', 'x', 'agent +complete +reset'],
    ['just-ended', 'x enter', 'agent +complete'],
    ['just-ended', 'x j enter', 'agent +complete', { type: 'restart', fromScratch: true }],
    ['just-ended', 'x escape escape', 'agent'],
  ]);
});

describe('keys in the agent output', () => {
  const { blocks } = sample().model.transcript;
  const last = blocks.at(-1)?.id ?? 0;
  const idOf = (title: string) =>
    blocks.find(({ block }) => block.kind === 'tool' && block.title === title)?.id;
  check([
    ['wide', 'k', `agent block ${last}`],
    ['wide', 'up', `agent block ${last}`],
    ['wide', 'k k', `agent block ${last - 1} scrolled`],
    ['wide', 'k k j', `agent block ${last}`],
    ['wide', 'k k down G', 'agent'],
    ['wide', 'k escape', 'agent'],
    ['wide', 'pageup', 'agent scrolled'],
    ['wide', 'pageup pagedown', 'agent'],
    ['wide', 'ctrl+u ctrl+d', 'agent'],
    ['wide', 'g', `agent block ${blocks[0]?.id} scrolled`],
    ['wide', 'home end', 'agent'],
    ['wide', 'pageup escape', 'agent'],
    ['narrow', '/ o l d enter', `agent block ${idOf('Edit src/parser.ts')} scrolled search old`],
    ['narrow', '/ o l d escape', 'agent'],
    ['narrow', '/ o l d enter escape', `agent block ${idOf('Edit src/parser.ts')} scrolled`],
    ['narrow', '/ o l z enter n N', 'agent search olz'],
    ['wide', 'i', 'input'],
    ['wide', 'i escape', 'agent'],
    ['wide', 'k space', `agent block ${last} scrolled expanded ${last}`],
    ['wide', 'k enter', `agent block ${last} scrolled expanded ${last}`],
    ['wide', 'k space space', `agent block ${last} scrolled`],
    [
      'wide',
      'k y',
      `agent block ${last}`,
      { type: 'copy', text: expect.stringContaining('npm test') as string },
    ],
    ['wide', 'y', 'agent'],
    [
      'narrow',
      '/ o l d enter y',
      `agent block ${idOf('Edit src/parser.ts')} scrolled search old`,
      { type: 'copy', text: expect.stringContaining('-old();\n+parse();') as string },
    ],
  ]);

  it('`e` shows everything whole, and folds it again', () => {
    const session = sample();
    session.keys('e');
    expect([...session.model.ui.agent.expanded]).toContain(idOf('npm test'));
    expect(session.keys('e').model.ui.agent.expanded.size).toBe(0);
  });

  it('`n` and `N` go through what was found, round the ends', () => {
    const session = sample(80, 24).keys('/').type('line 2').keys('enter');
    const places = ['', 'n', 'n', 'N', 'N', 'N'].map((key) => {
      if (key !== '') session.keys(key);
      return session.model.ui.agent.search?.hit?.line ?? -1;
    });
    const [newest] = places;
    expect(session.model.ui.agent.search?.count).toBe(6);
    expect(places[1]).toBeLessThan(newest ?? 0);
    expect(places[2]).toBeGreaterThan(places[1] ?? 0);
    expect(places.slice(3, 5)).toEqual([places[1], newest]);
  });
});

describe('keys in the tasks', () => {
  check([
    ['wide', 'tab j', 'tasks TAS-3'],
    ['wide', 'tab down down', 'tasks TAS-4'],
    ['wide', 'tab j k', 'tasks TAS-2'],
    ['wide', 'tab up', 'tasks TAS-2'],
    ['wide', 'tab G', 'tasks closed'],
    ['wide', 'tab end home', 'tasks TAS-2'],
    ['wide', 'tab G j', 'tasks closed'],
    ['wide', 'tab G enter j j G', 'tasks TAS-6'],
    ['wide', 'tab / f u z enter', 'tasks TAS-5'],
    ['wide', 'tab / f u z enter escape G', 'tasks closed'],
    ['wide', 'tab / f u z escape G', 'tasks closed'],
    ['wide', 'tab pagedown', 'tasks closed'],
    ['wide', 'tab G g', 'tasks TAS-2'],
    ['wide', 'tab G pageup', 'tasks TAS-2'],
    ['wide', 'tab enter', 'tasks +task TAS-2'],
    ['wide', 'tab space', 'tasks +task TAS-2'],
    ['wide', 'tab enter escape', 'tasks TAS-2'],
    [
      'wide',
      'tab y',
      'tasks TAS-2',
      { type: 'copy', text: 'Write the parser for expressions, statements and declarations' },
    ],
    ['wide', 'tab s', 'tasks +task-status TAS-2'],
    [
      'wide',
      'tab s j j enter',
      'tasks TAS-2',
      execute({ type: 'ChangeTaskStatus', id, status: 'completed' }),
    ],
    ['wide', 'tab s up enter', 'tasks TAS-2', execute({ type: 'ChangeTaskStatus', id, status: 'remaining' })],
    ['wide', 'tab 4', 'tasks TAS-2', execute({ type: 'ChangeTaskPriority', id, priority: 4 })],
    ['wide', 'tab 0', 'tasks TAS-2', execute({ type: 'ChangeTaskPriority', id, priority: 0 })],
    ['wide', 'tab 2', 'tasks TAS-2'],
    ['wide', 'tab +', 'tasks TAS-2', execute({ type: 'ChangeTaskPriority', id, priority: 3 })],
    ['wide', 'tab -', 'tasks TAS-2', execute({ type: 'ChangeTaskPriority', id, priority: 1 })],
    ['wide', 'tab j +', 'tasks TAS-3'],
    ['wide', 'tab n', 'tasks +new-task TAS-2'],
    ['wide', 'tab e', 'tasks +edit-task TAS-2'],
    [
      'wide',
      'tab e ctrl+u N e w ctrl+s',
      'tasks TAS-2',
      execute({ type: 'ChangeTaskContent', id, content: 'New' }),
    ],
    ['wide', 'tab e ctrl+u ctrl+s', 'tasks +edit-task TAS-2'],
    ['wide', 'tab enter 3', 'tasks +task TAS-2', execute({ type: 'ChangeTaskPriority', id, priority: 3 })],
    [
      'wide',
      'tab enter s enter',
      'tasks +task TAS-2',
      execute({ type: 'ChangeTaskStatus', id, status: 'remaining' }),
    ],
    ['wide', 'tab enter e escape escape', 'tasks TAS-2'],
    [
      'wide',
      'tab enter y',
      'tasks +task TAS-2',
      { type: 'copy', text: expect.stringContaining('Write the parser') as string },
    ],
    ['wide', 'tab enter ?', 'tasks +task +help TAS-2'],
    ['narrow', 'tab enter', 'tasks +task TAS-2'],
  ]);
});

describe('keys in the notes', () => {
  check([
    ['wide', 'tab tab j', 'notes NOT-3'],
    ['wide', 'tab tab G', 'notes NOT-1'],
    ['wide', 'tab tab G k', 'notes NOT-2'],
    ['wide', 'tab tab enter', 'notes +note NOT-4'],
    ['wide', 'tab tab n', 'notes +new-note NOT-4'],
    ['wide', 'tab tab e', 'notes +edit-note NOT-4'],
    [
      'wide',
      'tab tab j enter e ctrl+u N ctrl+s',
      'notes +note NOT-3',
      execute({ type: 'ChangeNoteContent', id: noteId(3), content: 'N' }),
    ],
    ['wide', 'tab tab j y', 'notes NOT-3', { type: 'copy', text: 'Run a single test with `-t`' }],
    [
      'wide',
      'tab tab j enter y escape',
      'notes NOT-3',
      { type: 'copy', text: 'Run a single test with `-t`' },
    ],
    ['wide', 'tab tab 4', 'notes NOT-4'],
  ]);
});

describe('keys in the input', () => {
  check([
    ['wide', 'i h i enter', 'input', execute({ type: 'SendMessage', text: 'hi', now: false })],
    ['wide', 'i h i ctrl+x enter', 'input', execute({ type: 'SendMessage', text: 'hi', now: true })],
    ['wide', 'i enter', 'input'],
    ['wide', 'i space enter', 'input'],
    ['wide', 'i a b ctrl+s', 'input', execute({ type: 'SendMessage', text: 'ab', now: false })],
    ['wide', 'i a alt+enter b enter', 'input', execute({ type: 'SendMessage', text: 'a\nb', now: false })],
    ['wide', 'i a ctrl+j b enter', 'input', execute({ type: 'SendMessage', text: 'a\nb', now: false })],
    ['wide', 'i ? / i j enter', 'input', execute({ type: 'SendMessage', text: '?/ij', now: false })],
    ['wide', 'i ctrl+p', 'input +palette'],
    ['wide', 'i ctrl+x s', 'input no-sidebar', { type: 'remember', key: 'sidebar', value: false }],
  ]);

  it('goes through what was sent before, and back to what was being written', () => {
    const session = sample().keys('i').type('first').keys('enter').type('second').keys('enter').type('dra');
    const texts = ['up', 'up', 'up', 'down', 'down', 'down'].map(
      (key) => session.keys(key).model.ui.input.editor.text,
    );
    expect(texts).toEqual(['second', 'first', 'first', 'second', 'dra', 'dra']);
  });

  it('takes a paste from anywhere, whatever its size', () => {
    const text = '漢字 👩‍👩‍👧 \n'.repeat(10_000);
    const session = sample().paste(text);
    expect(session.model.ui.focus).toBe('input');
    expect(session.model.ui.input.editor.text).toBe(text);
    expect(session.keys('alt+z').model.ui.input.editor.text).toBe('');
  });
});

describe('keys in the overlays', () => {
  check([
    [
      'wide',
      'ctrl+x t a enter b tab ctrl+s',
      'agent',
      execute({ type: 'AddTasks', tasks: [{ content: 'a\nb', priority: 3 }] }),
    ],
    [
      'wide',
      'ctrl+x t a shift+tab ctrl+s',
      'agent',
      execute({ type: 'AddTasks', tasks: [{ content: 'a', priority: 1 }] }),
    ],
    ['wide', 'ctrl+x t ctrl+s', 'agent +new-task'],
    [
      'wide',
      'ctrl+x t a alt+enter b ctrl+s',
      'agent',
      execute({ type: 'AddTasks', tasks: [{ content: 'a\nb', priority: 2 }] }),
    ],
    [
      'wide',
      'ctrl+x t a ctrl+enter',
      'agent',
      execute({ type: 'AddTasks', tasks: [{ content: 'a', priority: 2 }] }),
    ],
    ['wide', 'ctrl+x t a b c escape', 'agent'],
    ['wide', 'ctrl+x n a tab ctrl+s', 'agent', execute({ type: 'AddNote', noteType: 'stuck', content: 'a' })],
    [
      'wide',
      'ctrl+x n a shift+tab ctrl+s',
      'agent',
      execute({ type: 'AddNote', noteType: 'decision', content: 'a' }),
    ],
    ['wide', 'ctrl+p l o g s enter', 'agent +logs'],
    ['wide', 'ctrl+p down', 'agent +palette:1'],
    ['wide', 'ctrl+p down up', 'agent +palette'],
    ['wide', 'ctrl+p ctrl+n ctrl+n ctrl+p', 'agent +palette:1'],
    ['wide', 'ctrl+p down x', 'agent +palette'],
    ['wide', 'ctrl+p q u i t enter', 'agent +quit'],
    ['wide', 'ctrl+p ! ! enter', 'agent +palette'],
    ['wide', 'ctrl+l i', 'agent +logs'],
    ['wide', 'ctrl+l tab', 'agent +logs'],
  ]);

  it.each(['logs', 'help'] as const)('%s scrolls by line, screen and to its ends', (name) => {
    const session = sample(80, 12).command(name);
    const tops = ['g', 'j', 'down', 'k', 'pagedown', 'pageup', 'pageup', 'G', 'end', 'k'].map(
      (key) => session.keys(key).model.ui.overlays[0]?.top ?? -1,
    );
    const last = tops[7] ?? 0;
    expect(tops.slice(0, 4)).toEqual([0, 1, 2, 1]);
    expect(tops[4]).toBeGreaterThan(5);
    expect(tops.slice(5, 7)).toEqual([1, 0]);
    expect(last).toBeGreaterThan(8);
    expect(tops.slice(8)).toEqual([last, last - 1]);
  });

  it('the logs follow what is recorded until they are scrolled, and again from their end on', () => {
    const session = sample(80, 16).command('logs');
    const top = () => session.model.ui.overlays[0]?.top ?? -1;
    const before = top();
    session.fact({ type: 'SessionRestarted', data: { reason: 'x' } });
    expect(top()).toBe(before + 1);
    session.keys('k').fact({ type: 'SessionRestarted', data: { reason: 'y' } });
    expect(top()).toBe(before);
    session.keys('G').fact({ type: 'SessionRestarted', data: { reason: 'z' } });
    expect(top()).toBe(before + 3);
  });

  it('every overlay closes by Escape', () => {
    for (const open of ['logs', 'help', 'palette', 'search', 'new-task', 'new-note', 'quit'] as const) {
      const session = sample().command(open);
      expect(session.model.ui.overlays, open).toHaveLength(1);
      expect(session.keys('escape').model.ui.overlays, open).toHaveLength(0);
    }
    expect(sample().run({ type: 'run-ended', result: result() }).keys('escape').model.ui.overlays).toEqual(
      [],
    );
  });
});

describe('the keymap', () => {
  it('gives every command a key that leads to it', () => {
    for (const name of COMMAND_NAMES) {
      const { where, keys } = specOf(name);
      expect(hintKey(name), name).not.toBe('');
      for (const context of where)
        for (const key of keys) expect(commandFor([context], key), `${context} ${key}`).toBe(name);
    }
  });

  it('names no command twice', () => {
    const titles = COMMAND_NAMES.filter((name) => specOf(name).local === undefined).map(
      (name) => specOf(name).title,
    );
    expect(new Set(titles).size).toBe(titles.length);
  });
});

it('an empty list has no selection, and the first task gets it', () => {
  const session = empty().keys('tab');
  expect(seen(session)).toBe('tasks null');
  session.fact({
    type: 'TaskAdded',
    data: { id: taskId(1), content: 'a', status: 'remaining', priority: 2, dependsOn: [] },
  });
  expect(seen(session)).toBe('tasks TAS-1');
});

it('the overlay of a task shows the files that it names', () => {
  const session = sample().fact(taskAdded(8, 'Move it', { files: ['src/lexer.ts', 'test/\u202e*'] }));
  session.act({ type: 'open', overlay: { kind: 'task', id: taskId(8) } });
  expect(textOfFrame(frameOf(session.model))).toMatch(/│ Files +│/);
  expect(textOfFrame(frameOf(session.model))).toMatch(/│ +src\/lexer\.ts, test\/\* +│/);
  session.act({ type: 'open', overlay: { kind: 'task', id: taskId(2) } });
  expect(textOfFrame(frameOf(session.model))).not.toMatch(/│ Files +│/);
});

const CHECK: CheckRun = {
  ...{ command: 'npm test', phase: 'task', outcome: 'green', exitCode: 0, durationMs: 1, output: '' },
  ...{ tests: null, failing: [] },
};

describe('accepting', () => {
  const done = () =>
    sample().fact(
      statusChanged(2, 'in_progress', 'completed'),
      { type: 'CheckRan', data: CHECK },
      { type: 'TaskDoubted', data: { id: taskId(2), reason: 'nothing was changed for it' } },
    );

  it('a completed task, in the list and in its overlay, which says what is proven', () => {
    const session = done();
    session.act({ type: 'open', overlay: { kind: 'task', id: taskId(2) } });
    session.takeEffects();
    expect(session.keys('a').takeEffects()).toEqual([execute({ type: 'AcceptTask', id: taskId(2) })]);
    expect(textOfFrame(frameOf(session.model))).toMatch(/Proof +doubtful: nothing was changed for it/);
    session.keys('escape');
    expect(textOfFrame(frameOf(session.model))).toMatch(/✓ TAS-2 .* doubtful/);
  });

  it('an open task does not work, nor protected files as long as none differs', () => {
    const session = sample();
    session.takeEffects();
    expect(session.keys('tab', 'a').takeEffects()).toEqual([]);
    expect(session.model.ui.toast?.text).toBe('TAS-2 is not completed');
    expect(session.keys('ctrl+x', 'a').takeEffects()).toEqual([]);
    const changes = [{ path: 'test/a.ts', kind: 'changed', hash: 'x', diff: '' }] as const;
    session.fact({ type: 'ProtectedFilesChanged', data: { changes } });
    session.takeEffects();
    expect(session.keys('ctrl+x', 'a').takeEffects()).toEqual([execute({ type: 'AcceptFoundChanges' })]);
  });
});

describe('the palette', () => {
  const first = (session: ReturnType<typeof sample>): string =>
    /› \S+(?: \S+)? {2,}(.*?) {2,}/.exec(textOfFrame(frameOf(session.model)))?.[1] ?? '';

  it('lists first what was used last, and never what ends something', () => {
    const session = sample().keys('ctrl+p').type('logs').keys('enter', 'escape', 'ctrl+p');
    expect(first(session)).toBe('Logs');
    session.keys('escape', 'ctrl+p').type('sidebar').keys('enter', 'ctrl+p');
    expect(first(session)).toBe('Sidebar');
    session.keys('escape', 'ctrl+p').type('suspend').keys('enter', 'ctrl+p');
    expect(first(session)).toBe('Sidebar');
  });

  it('offers only what can be done now', () => {
    const palette = (session: ReturnType<typeof sample>): string =>
      textOfFrame(frameOf(session.keys('ctrl+p').model));
    expect(palette(sample())).toMatch(/Pause or resume/);
    expect(palette(sample())).not.toMatch(/Restart|Send now|Accept files/);
    const ended = sample().run({ type: 'run-ended', result: result() }).keys('escape');
    expect(palette(ended)).toMatch(/Restart/);
    expect(palette(ended)).not.toMatch(/Pause or resume/);
    expect(palette(sample().keys('i').type('Hello'))).toMatch(/Send now/);
  });
});

it('says at once that the run pauses, and where nothing is being written', () => {
  const session = sample().keys('i').type('A message').keys('ctrl+x', 'p');
  const rows = textOfFrame(frameOf(session.model)).split('\n');
  const at = rows.findIndex((row) => row.includes('✓ the run pauses after this iteration; ctrl+x p again'));
  expect(at).toBeGreaterThan(0);
  expect(rows.findIndex((row) => row.includes('> A message'))).toBeGreaterThan(at + 1);
});

it('mutes what lies below an overlay', () => {
  const frame = frameOf(sample().keys('ctrl+p').model);
  expect(frame.styleAt(0, 0)).toEqual({ fg: 'muted' });
  const before = frameOf(sample().model);
  expect(before.styleAt(0, 0)).not.toEqual({ fg: 'muted' });
});

it('shows the time of the run, not of the dashboard, where another process runs it', () => {
  const started = { type: 'RunStarted', data: { spec: 's.md', model: 'm' } } as const;
  const session = sample().fact(started);
  const { model, time } = session;
  const later = { ...model, startedAt: time + 60_000, now: time + 90_000 };
  expect(elapsedMs(later)).toBe(30_000);
  expect(elapsedMs({ ...later, surroundings: { ...model.surroundings, mode: 'attached' } })).toBe(90_000);
  expect(elapsedMs({ ...later, surroundings: { ...model.surroundings, mode: 'finished' } })).toBe(90_000);
});

it('the logs show only warnings with f, with why a hook failed, from their newest line', () => {
  const session = sample();
  session.run({ type: 'hook', event: { type: 'hook-started', point: 'on_error', command: './notify' } });
  session.run({
    type: 'hook',
    event: { type: 'hook-output', point: 'on_error', text: 'connecting\nno such host: hooks.test\n' },
  });
  session.run({
    type: 'hook',
    event: {
      type: 'hook-ended',
      ...{ point: 'on_error', command: './notify', exitCode: 3, durationMs: 40, error: 'exit code 3' },
    },
  });
  const logs = (): string => textOfFrame(frameOf(session.model));
  session.keys('ctrl+l');
  expect(logs()).toMatch(/\$ \.\/notify \(exit code 3, .*\): no such host: hooks\.test/);
  expect(logs()).toContain('TAS-2');
  session.keys('f');
  expect(logs()).toMatch(/─ Logs, warnings \d+ ─/);
  expect(logs()).toContain('no such host: hooks.test');
  expect(logs()).not.toContain('+ TAS-2');
  expect(session.keys('f') && logs()).toContain('TAS-2');
});
