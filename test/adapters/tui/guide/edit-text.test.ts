// Specifies editing a text in the user's own editor: what it runs, on which file, and what is left afterwards.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { editText } from '../../../../adapters/tui/guide/edit-text.ts';
import { tempDir } from '../../../support/temp-dir.ts';
import { waitFor } from '../../../support/wait-for.ts';

const NEVER = new AbortController().signal;

/** An editor that tells what it was given. */
function editor(script: string) {
  const directory = tempDir();
  const program = join(directory, 'the editor');
  writeFileSync(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const env = { PATH: process.env.PATH ?? '', TOLD: join(directory, 'told') };
  const told = (): string => readFileSync(env.TOLD, 'utf8').trim();
  return { commandLine: `'${program}' --wait "a b"`, env, told, toldFile: env.TOLD };
}

describe('editing a text', () => {
  it('runs the command line without a shell, on a file that nobody else can read', async () => {
    const { told, ...options } = editor(
      'printf "%s|%s|%s|%s" "$1" "$2" "$(stat -c %a "$3")" "$(stat -c %a "$(dirname "$3")")" > "$TOLD"; echo changed > "$3"',
    );
    expect(await editText('text', '../my $(name).md', options, NEVER)).toBe('changed\n');
    expect(told()).toBe('--wait|a b|600|700');
  });

  it('keeps the name of the file, and leaves nothing behind, however it ends', async () => {
    for (const script of ['echo "$3" > "$TOLD"', 'echo "$3" > "$TOLD"; exit 1']) {
      const { told, ...options } = editor(script);
      await editText('text', '../plan.md', options, NEVER).catch(() => undefined);
      expect(told()).toMatch(/\/plan\.md$/);
      expect(existsSync(dirname(told()))).toBe(false);
    }
  });

  it.each([
    ['/nowhere/editor', 'cannot be started'],
    ["vi 'unclosed", 'inside a quote'],
    ['""', 'is empty'],
    ['sh -c "exit 7"', 'ended with 7'],
  ])('tells what is wrong with %s', async (commandLine, words) => {
    const env = { PATH: process.env.PATH ?? '' };
    await expect(editText('text', 'file', { commandLine, env }, NEVER)).rejects.toMatchObject({
      code: 'EDITOR',
      message: expect.stringContaining(words),
    });
  });

  it('ends the editor and gives the text as it was after an abort', async () => {
    const { toldFile, ...options } = editor('echo changed > "$3"; echo "$3" > "$TOLD"; exec sleep 60');
    const left = new AbortController();
    const edited = editText('text', 'file', options, left.signal);
    await waitFor('the editor', () => existsSync(toldFile));
    left.abort();
    expect(await edited).toBe('text');
  });
});
