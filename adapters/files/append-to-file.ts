// Appends text to a file that the user's environment names.
import { constants } from 'node:fs';
import { appendFile } from 'node:fs/promises';

/** Not blocking: a pipe that nobody reads must not hold the program. Windows does not know the flag. */
const FLAG = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NONBLOCK ?? 0);

/** Appends the text; creates the file if it does not exist. Throws file system errors. */
export async function appendToFile(path: string, text: string): Promise<void> {
  await appendFile(path, text, { flag: FLAG });
}
