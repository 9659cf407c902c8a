// Given a screen, when something that is seen on it is clicked or the wheel is turned over it, then it does what it says.
import { describe, expect, it } from 'vitest';
import { MouseGestures } from '../../../../adapters/tui/screen/mouse-gestures.ts';
import { frameOf, textOfFrame } from '../views/frame.ts';
import { type Session, sample } from './sample-model.ts';

type Kind = 'press' | 'release' | 'drag' | 'wheel-up' | 'wheel-down';

/** One after the other, at the first place where this text is seen. */
function mouse(
  session: Session,
  kinds: readonly Kind[],
  text: string,
  button: 'left' | 'right' = 'left',
): Session {
  const frame = frameOf(session.model);
  const rows = Array.from({ length: frame.height }, (_, y) =>
    Array.from({ length: frame.width }, (_, x) => frame.textAt(x, y)),
  );
  const y = rows.findIndex((cells) => cells.join('').includes(text));
  expect(y, `“${text}” in\n${textOfFrame(frame)}`).toBeGreaterThanOrEqual(0);
  const row = rows[y] ?? [];
  const x = row.findIndex((cell, at) => cell !== '' && row.slice(at).join('').startsWith(text));
  const gestures = new MouseGestures(frame);
  for (const kind of kinds) {
    const event = { type: 'mouse', kind, button, x, y, shift: false, alt: false, ctrl: false } as const;
    const gesture = gestures.take(event);
    if (gesture?.type === 'action') session.send(gesture);
  }
  return session;
}

function click(session: Session, ...texts: string[]): Session {
  for (const text of texts) mouse(session, ['press', 'release'], text);
  return session;
}

function overlays({ model }: Session): string[] {
  return model.ui.overlays.map(({ kind }) => kind);
}

describe('a click', () => {
  it('on a task selects it, on the selected one opens it', () => {
    const session = click(sample(), 'TAS-4');
    expect([session.model.ui.focus, session.model.ui.tasks.selected, overlays(session)]).toEqual([
      'tasks',
      'TAS-4',
      [],
    ]);
    expect(overlays(click(session, 'TAS-4'))).toEqual(['task']);
  });

  it('on a note selects it, on the selected one opens it', () => {
    const session = click(sample(), 'Run a single');
    expect([session.model.ui.focus, session.model.ui.notes.selected]).toEqual(['notes', 'NOT-3']);
    expect(overlays(click(session, 'Run a single'))).toEqual(['note']);
  });

  it('on a block selects it and shows it whole, on it again folds it', () => {
    const session = click(sample(), '14 more lines');
    const { agent } = session.model.ui;
    expect([...agent.expanded]).toEqual([agent.selected]);
    click(session, 'npm test');
    expect(session.model.ui.agent.expanded.size).toBe(0);
  });

  it('on a pane or the input gives it the focus', () => {
    const session = sample();
    expect(click(session, 'Send a message').model.ui.focus).toBe('input');
    expect(click(session, 'Notes ').model.ui.focus).toBe('notes');
    expect(click(session, 'Tasks ').model.ui.focus).toBe('tasks');
    expect(click(session, 'Agent Output').model.ui.focus).toBe('agent');
  });

  it('in a text places the cursor there, whole characters before it', () => {
    const session = sample().keys('i').paste('say 漢鳥 twice\nand go');
    click(session, 'wice');
    expect(session.keys('x').model.ui.input.editor.text).toBe('say 漢鳥 txwice\nand go');
    click(session, '鳥');
    expect(session.keys('y').model.ui.input.editor.text).toBe('say 漢y鳥 txwice\nand go');
    click(session, 'Agent Output', 'nd go');
    expect(session.model.ui.focus).toBe('input');
    expect(session.keys('z').model.ui.input.editor.text).toBe('say 漢y鳥 txwice\naznd go');
  });

  it('in the text of a form places the cursor there and leaves the input alone', () => {
    const session = sample().command('new-task').paste('write the tests');
    click(session, 'the tests');
    expect(session.keys('x').model.ui.overlays).toMatchObject([{ editor: { text: 'write xthe tests' } }]);
    expect(session.model.ui.input.editor.text).toBe('');
  });

  it('on the buttons of the status line runs them', () => {
    const session = sample();
    expect(overlays(click(session, 'Logs'))).toEqual(['logs']);
    session.keys('escape');
    const button = 'Notes · ctrl+c';
    expect(click(session, button).model.ui.focus).toBe('notes');
    expect(click(session, 'Dashboard').model.ui.focus).toBe('agent');
    expect(overlays(click(session, 'ctrl+c quit'))).toEqual(['quit']);
  });

  it('on an answer gives it', () => {
    const session = sample().command('quit');
    session.takeEffects();
    click(session, 'Force quit');
    expect(session.takeEffects()).toEqual([{ type: 'quit', force: true }]);
  });

  it('on a status sets it, on the line of the status asks for it', () => {
    const session = click(sample(), 'TAS-2', 'Status ');
    expect(overlays(session)).toEqual(['task', 'task-status']);
    click(session, '⊘ blocked');
    expect(overlays(session)).toEqual(['task']);
    expect(session.takeEffects()).toEqual([
      { type: 'execute', command: { type: 'ChangeTaskStatus', id: 'TAS-2', status: 'blocked' } },
    ]);
  });

  it('on a dependency opens that task above', () => {
    const session = click(sample(), 'TAS-2', 'TAS-1 completed');
    expect(overlays(session)).toEqual(['task', 'task']);
    expect(session.keys('escape').model.ui.overlays).toMatchObject([{ id: 'TAS-2' }]);
  });

  it('on a command of the palette closes it and runs the command', () => {
    expect(overlays(click(sample().command('palette'), 'Logs'))).toEqual(['logs']);
  });

  it('on the options of a form goes to the next one', () => {
    const session = click(sample().command('new-task'), 'Priority');
    expect(session.model.ui.overlays).toMatchObject([{ kind: 'new-task', priority: 3 }]);
  });

  it('beside an overlay closes it, but no form', () => {
    expect(overlays(click(sample().command('help'), 'parser |'))).toEqual([]);
    expect(overlays(click(sample().command('new-task'), 'parser |'))).toEqual(['new-task']);
  });

  it('of another button, letting go and dragging do nothing', () => {
    const session = sample();
    const before = session.model;
    mouse(session, ['press', 'release'], 'TAS-4', 'right');
    mouse(session, ['press'], 'TAS-4');
    mouse(session, ['release'], 'TAS-4');
    mouse(session, ['drag', 'release'], 'TAS-4');
    expect(session.model).toBe(before);
  });

  it('goes to the drawer and not to what is below', () => {
    const session = sample(80, 24).keys('tab');
    expect(click(session, '1/6').model.ui.focus).toBe('tasks');
    expect(click(session, 'Agent Output').model.ui.focus).toBe('agent');
  });
});

describe('the wheel', () => {
  it('scrolls the output and follows it again at its end', () => {
    const session = mouse(sample(), ['wheel-up'], 'line 20');
    expect(session.model.ui.agent.scroll).not.toBe('follow');
    expect(mouse(session, ['wheel-down'], 'line 20').model.ui.agent.scroll).toBe('follow');
  });

  it('scrolls the list under the pointer, not the one with the focus', () => {
    const session = sample(100, 25).resize(100, 25).keys('tab', 'tab');
    for (let number = 8; number < 30; number++) {
      session.fact({
        type: 'TaskAdded',
        data: {
          id: `TAS-${number}` as never,
          content: `Task ${number}`,
          status: 'remaining',
          priority: 2,
          dependsOn: [],
        },
      });
    }
    mouse(session, ['wheel-down'], 'TAS-4');
    expect([session.model.ui.tasks.top, session.model.ui.notes.top, session.model.ui.focus]).toEqual([
      3,
      0,
      'notes',
    ]);
    mouse(session, ['wheel-up'], 'TAS-8');
    expect(session.model.ui.tasks.top).toBe(0);
  });

  it('scrolls the overlay on top', () => {
    const session = sample(80, 16).command('help');
    expect(mouse(session, ['wheel-down'], 'ctrl+c').model.ui.overlays[0]?.top).toBe(3);
    expect(mouse(session, ['wheel-up'], 'ctrl+p').model.ui.overlays[0]?.top).toBe(0);
  });
});
