// Lets the user edit a text in their own editor.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type EditorOptions, runEditor } from '../terminal/run-editor.ts';

/**
 * Runs the editor on a temporary file that only the user can read, and returns the edited text. The terminal must be free.
 * Aborting `signal` ends the editor and returns the text unchanged. Throws `AdapterError` `EDITOR` if the editor cannot be
 * started or fails; what it wrote is then dropped.
 */
export async function editText(
  text: string,
  fileName: string,
  editor: EditorOptions,
  signal: AbortSignal,
): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'iteratr-edit-'));
  const remove = (): void => rmSync(directory, { recursive: true, force: true });
  process.on('exit', remove);
  try {
    const file = join(directory, basename(fileName));
    writeFileSync(file, text, { mode: 0o600 });
    await runEditor(file, editor, signal);
    return signal.aborted ? text : readFileSync(file, 'utf8');
  } finally {
    process.off('exit', remove);
    remove();
  }
}
