// Opens a file of the work tree in the user's editor, which has the terminal until it ends.
import type { LocateFile } from '../../application/ports/commit-reader.port.ts';
import { type EditorOptions, runEditor } from './terminal/run-editor.ts';
import type { Terminal } from './terminal/terminal.ts';

export interface OpenFileOptions {
  readonly terminal: Pick<Terminal, 'suspend'>;
  readonly locateFile: LocateFile;
  readonly editor: EditorOptions;
  /** Aborting it ends the editor. */
  readonly signal: AbortSignal;
}

/**
 * `path` is relative to the top of the work tree. Throws `AdapterError` `GIT` if the file cannot be opened, without leaving
 * the screen, and `EDITOR` if the editor cannot be started or fails.
 */
export async function openFile(
  path: string,
  { terminal, locateFile, editor, signal }: OpenFileOptions,
): Promise<void> {
  const file = await locateFile(path);
  await terminal.suspend(() => runEditor(file, editor, signal));
}
