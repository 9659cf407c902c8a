// Node gives the terminal back as it found it when it ends, and aborts where there is none any more: a window that was closed
// would turn every exit code into SIGABRT. So a terminal that is gone is replaced before that.
import { closeSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';

const STANDARD = [0, 1, 2];

export function letGoOfLostTerminal(): void {
  const terminals = STANDARD.filter((fd) => isatty(fd));
  process.on('exit', () => {
    for (const fd of terminals) {
      if (isatty(fd)) continue;
      closeSync(fd);
      openSync('/dev/null', 'r+');
    }
  });
}
