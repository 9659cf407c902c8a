// Specifies the running guide: answers, what is fetched and waited for, editing, closing.
import { describe, expect, it, onTestFinished } from 'vitest';
import { GuideApp } from '../../../../adapters/tui/guide/guide-app.ts';
import { ScreenTerminal } from '../../../support/tui-screen.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { choice, form, MODELS, reading, writing } from './sample-guide.ts';

function open(commandLine = 'true') {
  const terminal = new ScreenTerminal();
  const interrupts: string[] = [];
  const app = new GuideApp({
    terminal,
    theme: 'dark',
    insideTmux: false,
    editor: { commandLine, env: { PATH: process.env.PATH ?? '' } },
    onInterrupt: () => interrupts.push('interrupt'),
    now: Date.now,
  });
  app.start();
  onTestFinished(() => {
    app.close();
    terminal.emulator.dispose();
  });
  const shows = (text: string) =>
    waitFor(`${text} on the screen`, async () => (await terminal.rows()).join('\n').includes(text));
  return { app, terminal, interrupts, shows };
}

describe('a question', () => {
  it('is answered, one after the other', async () => {
    const { app, terminal, shows } = open();
    const chosen = app.choose(choice());
    await shows('Which model?');
    terminal.press('down', 'enter');
    expect(await chosen).toEqual({ kind: 'done', value: ['lab/model-1'] });
    const written = app.write(writing({ title: 'Write' }));
    await shows('Write');
    terminal.type('some words');
    terminal.press('escape');
    expect(await written).toEqual({ kind: 'back', value: 'some words' });
    const filled = app.fill(form());
    await shows('Session name');
    terminal.press('enter');
    expect(await filled).toEqual({ kind: 'done', value: { name: 'feature', iterations: '0' } });
    const read = app.read(reading());
    await shows('The prompt template');
    terminal.press('e');
    expect(await read).toEqual({ kind: 'done', value: 'edit' });
  });

  it('is answered by leave when the guide is closed, and so is every later one', async () => {
    const { app, terminal, shows } = open();
    const chosen = app.choose(choice());
    await shows('Which model?');
    app.close();
    expect(await chosen).toEqual({ kind: 'leave' });
    expect(terminal.isStarted).toBe(false);
    expect(await app.fill(form())).toEqual({ kind: 'leave' });
    expect(await app.wait({ title: 'x', canGoBack: false }, async (signal) => signal.aborted)).toEqual({
      kind: 'leave',
    });
    expect(await app.edit('text', 'file')).toBe('text');
    app.close();
  });

  it('is interrupted when the terminal is gone', () => {
    const { app, terminal, interrupts } = open();
    void app.choose(choice());
    terminal.feed({ type: 'closed' });
    expect(interrupts).toEqual(['interrupt']);
  });
});

describe('a list that is fetched', () => {
  it('is shown when it is there, and fetched again after a failure', async () => {
    const { app, terminal, shows } = open();
    let calls = 0;
    const options = async () => {
      calls += 1;
      if (calls === 1) throw new Error('no agent today');
      return MODELS;
    };
    const chosen = app.choose(choice({ options }));
    await shows('no agent today');
    terminal.press('enter');
    await shows('lab/model-3');
    terminal.press('enter');
    expect(await chosen).toEqual({ kind: 'done', value: ['lab/model-0'] });
  });

  it('is given up when the page is left', async () => {
    const { app, terminal, shows } = open();
    let signal: AbortSignal | undefined;
    const options = (given: AbortSignal) => {
      signal = given;
      return new Promise<never>((_, reject) => {
        given.addEventListener('abort', () => reject(new Error('aborted')));
      });
    };
    const chosen = app.choose(choice({ options, canGoBack: true }));
    await shows('Loading…');
    expect(signal?.aborted).toBe(false);
    terminal.press('escape');
    expect(await chosen).toEqual({ kind: 'back', value: [] });
    expect(signal?.aborted).toBe(true);
  });
});

describe('work that is waited for', () => {
  const PAGE = { title: 'At work', canGoBack: true };

  it('gives its value, and tells what it does', async () => {
    const { app, shows } = open();
    let end = (_: number): void => undefined;
    const value = new Promise<number>((resolve) => {
      end = resolve;
    });
    const answer = app.wait(PAGE, (_, tell) => {
      tell('first\n');
      tell('sec');
      tell('ond\n');
      return value;
    });
    await shows('second');
    end(42);
    expect(await answer).toEqual({ kind: 'done', value: 42 });
    const next = app.choose(choice());
    await shows('Which model?');
    app.close();
    expect(await next).toEqual({ kind: 'leave' });
  });

  it('is aborted when it is left; the answer comes when it has ended', async () => {
    const { app, terminal, shows } = open();
    let ended = false;
    const answer = app.wait(PAGE, async (signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      await shows('Stopping…');
      ended = true;
      throw new Error('aborted');
    });
    await shows('Working…');
    terminal.press('escape');
    expect(await answer).toEqual({ kind: 'back', value: undefined });
    expect(ended).toBe(true);
  });

  it('throws what went wrong', async () => {
    const { app } = open();
    await expect(app.wait(PAGE, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    const next = app.write(writing());
    app.close();
    expect(await next).toEqual({ kind: 'leave' });
  });

  it('that does not end is interrupted by another Ctrl+C', async () => {
    const { app, terminal, interrupts, shows } = open();
    void app.wait(PAGE, () => new Promise(() => undefined));
    await shows('Working…');
    terminal.press('ctrl+c');
    await shows('Stopping…');
    terminal.press('ctrl+c');
    await waitFor('the interrupt', () => interrupts.length === 1);
  });
});

describe('editing', () => {
  it('gives the text as the editor leaves it, and draws the page again', async () => {
    const { app, shows } = open('sh -c \'printf more >> "$1"\' editor');
    void app.read(reading());
    await shows('The prompt template');
    expect(await app.edit('text ', 'a/template')).toBe('text more');
  });

  it('tells when the editor fails', async () => {
    const { app } = open('sh -c "exit 3"');
    await expect(app.edit('text', 'file')).rejects.toMatchObject({
      code: 'EDITOR',
      message: expect.stringContaining('3'),
    });
  });
});
