// Specifies what commands can do to the terminal: print plain text, in our own colours, and one line of progress.
import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { type Console, processConsole } from '../../../adapters/cli/console.ts';

const HOSTILE = 'a\x1b[31mb\x1b]52;c;aGk=\x07\x9b2J\u202e\x00\tc\n';

function consoleOf(
  isTerminal: boolean,
  env: Record<string, string> = {},
): { console: Console; written: string[] } {
  const written: string[] = [];
  const write = (chunk: Buffer, _encoding: string, done: () => void): void => {
    written.push(chunk.toString());
    done();
  };
  const stream = () => Object.assign(new Writable({ write }), { isTTY: isTerminal, columns: 20 });
  const streams = { stdin: { isTTY: isTerminal }, stdout: stream(), stderr: stream() };
  return { console: processConsole(env, streams as unknown as typeof process), written };
}

it.each([true, false])('what is printed is plain text (terminal: %s)', (isTerminal) => {
  const { console, written } = consoleOf(isTerminal);
  console.out(HOSTILE);
  console.err(HOSTILE);
  expect(written).toEqual(['ab\tc\n', 'ab\tc\n']);
});

it('a terminal gets our colours, each line its own, and no colour of the text', () => {
  const { console, written } = consoleOf(true);
  console.out(`\n${HOSTILE}d\n`, 'green');
  expect(written).toEqual(['\n\x1b[32mab\tc\x1b[39m\n\x1b[32md\x1b[39m\n']);
});

it('the beginning of a text can have a colour of its own, with and without one of the rest', () => {
  const { console, written } = consoleOf(true);
  const mark = { length: 6, style: 'cyan' } as const;
  console.out('\n[w1] one\n', 'green', mark);
  console.out('\n[w1] two\n', undefined, mark);
  expect(written).toEqual(['\n\x1b[36m[w1] \x1b[39m\x1b[32mone\x1b[39m\n', '\n\x1b[36m[w1] \x1b[39mtwo\n']);
});

it.each([
  ['a file', false, {}],
  ['NO_COLOR', true, { NO_COLOR: '1' }],
  ['a dumb terminal', true, { TERM: 'dumb' }],
] as const)('%s gets no colours', (_name, isTerminal, env) => {
  const { console, written } = consoleOf(isTerminal, env);
  console.out('text\n', 'green', { length: 2, style: 'cyan' });
  expect(written).toEqual(['text\n']);
});

it('progress is one line that fits, and is erased once', () => {
  const { console, written } = consoleOf(true);
  console.progress('');
  console.progress('checking\x1b[2J Agent, Store, Git …');
  console.progress('');
  console.progress('');
  expect(written).toEqual(['\r\x1b[2Kchecking Agent, St…', '\r\x1b[2K']);
  const file = consoleOf(false);
  file.console.progress('checking');
  expect(file.written).toEqual([]);
});
