// Specifies the bytes that call the user's attention, for each kind of terminal.
import { describe, expect, it } from 'vitest';
import { Attention, attentionAbilities } from '../../../../adapters/tui/terminal/attention.ts';

const WORKING = { state: 'working', percent: 43 } as const;

function attention(env: Readonly<Record<string, string>>, level: 'off' | 'title' | 'bell' | 'all' = 'all') {
  return new Attention(attentionAbilities(level, { TERM: 'xterm-256color', ...env }));
}

describe('an alert', () => {
  it.each([
    [{ TERM_PROGRAM: 'iTerm.app' }, '\x1b]9;a; b\x07'],
    [{ TERM_PROGRAM: 'WezTerm' }, '\x1b]9;a; b\x07'],
    [{ TERM_PROGRAM: 'ghostty' }, '\x1b]9;a; b\x07'],
    [{ KITTY_WINDOW_ID: '1' }, '\x1b]9;a; b\x07'],
    [{ VTE_VERSION: '7200' }, '\x1b]777;notify;iteratr;a, b\x07'],
    [{ TERM: 'foot' }, '\x1b]777;notify;iteratr;a, b\x07'],
    [{ WT_SESSION: 'x' }, '\x07'],
    [{ TERM_PROGRAM: 'Apple_Terminal' }, '\x07'],
    [{ TERM_PROGRAM: 'iTerm.app', TMUX: '/tmp/x' }, '\x07'],
    [{ KITTY_WINDOW_ID: '1', TERM: 'screen-256color' }, '\x07'],
    [{ TERM: 'linux' }, ''],
    [{ TERM: 'dumb' }, ''],
  ])('in %j is %j', (env, bytes) => {
    expect(attention(env).alert('a;\n b')).toBe(bytes);
  });

  it('is what the user wants', () => {
    const kitty = { KITTY_WINDOW_ID: '1' };
    expect(attention(kitty, 'bell').alert('a')).toBe('\x07');
    expect(attention(kitty, 'title').alert('a')).toBe('');
    expect(attention(kitty, 'off').alert('a')).toBe('');
  });

  it('contains no control characters and is short, whatever an agent writes', () => {
    const bytes = attention({ KITTY_WINDOW_ID: '1' }).alert(`\x07\x1b]0;x\x9c${'long '.repeat(100)}`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(bytes.slice(4, -1)).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
    expect(bytes.length).toBeLessThan(130);
  });
});

describe('title and progress', () => {
  it.each([
    [{}, '\x1b]2;t\x07'],
    [{ TMUX: '/tmp/x', WT_SESSION: 'x' }, '\x1b]2;t\x07'],
    [{ WT_SESSION: 'x' }, '\x1b]2;t\x07\x1b]9;4;1;43\x07'],
    [{ TERM_PROGRAM: 'ghostty' }, '\x1b]2;t\x07\x1b]9;4;1;43\x07'],
    [{ VTE_VERSION: '8001' }, '\x1b]2;t\x07\x1b]9;4;1;43\x07'],
    [{ VTE_VERSION: '7200' }, '\x1b]2;t\x07'],
    [{ KITTY_WINDOW_ID: '1' }, '\x1b]2;t\x07'],
    [{ TERM: 'linux' }, ''],
  ])('in %j are %j', (env, bytes) => {
    expect(attention(env).show('t', WORKING)).toBe(bytes);
  });

  it('are saved, taken back, and shown again after the program was suspended', () => {
    const shown = attention({ WT_SESSION: 'x' });
    expect(shown.taken()).toBe('\x1b[22;0t\x1b]9;4;0;0\x07');
    shown.show('t', WORKING);
    expect(shown.released()).toBe('\x1b]9;4;0;0\x07\x1b[23;0t');
    expect(shown.taken()).toBe('\x1b[22;0t\x1b]2;t\x07\x1b]9;4;1;43\x07');
    expect(attention({}, 'off').taken() + attention({}, 'off').released()).toBe('');
  });
});
