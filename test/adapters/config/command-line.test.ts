// Command lines are split as a shell splits words, and nothing in them is run or expanded.
import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../../adapters/config/command-line.ts';

describe('parseCommandLine', () => {
  it.each<[string, string[]]>([
    ['opencode', ['opencode']],
    ['  node ./agent.js\t--acp ', ['node', './agent.js', '--acp']],
    [`"/my agents/a" 'b c' d\\ e`, ['/my agents/a', 'b c', 'd e']],
    [`a "say \\"hi\\"" 'it\\s' ""`, ['a', 'say "hi"', 'it\\s', '']],
    [`pre"mid"'post'`, ['premidpost']],
    ['a $HOME *.js | b; c `d` # e', ['a', '$HOME', '*.js', '|', 'b;', 'c', '`d`', '#', 'e']],
  ])('%s', (text, words) => {
    expect(parseCommandLine(text)).toEqual(words);
  });

  it.each([
    ['', 'the command line "" names no program; write one such as "node ./agent.js --acp"'],
    ['  ', 'the command line "  " names no program; write one such as "node ./agent.js --acp"'],
    ['"" a', 'the command line "\\"\\" a" names no program; write one such as "node ./agent.js --acp"'],
    ['a "b', 'the command line "a \\"b" ends inside a quote or after a backslash; close the quote'],
    ["a 'b", 'the command line "a \'b" ends inside a quote or after a backslash; close the quote'],
    ['a \\', 'the command line "a \\\\" ends inside a quote or after a backslash; close the quote'],
  ])('%j is refused', (text, message) => {
    expect(() => parseCommandLine(text)).toThrow(expect.objectContaining({ code: 'CONFIG', message }));
  });
});
