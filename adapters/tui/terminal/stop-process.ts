// Implements Ctrl+Z for a program in raw mode: stops the process as the shell would.

/** If the kernel refuses to stop the process (no shell could continue it), the program continues after this time. */
const REFUSED_MS = 100;

/** Stops the process group, as a shell expects of its foreground job. Resolves when the process is continued. */
export function stopUntilContinued(): Promise<void> {
  return new Promise((resolve) => {
    // Without listeners, the signal has its default effect and stops the process.
    const listeners = process.listeners('SIGTSTP');
    process.removeAllListeners('SIGTSTP');
    const resume = () => {
      clearTimeout(timer);
      process.off('SIGCONT', resume);
      for (const listener of listeners) process.on('SIGTSTP', listener);
      resolve();
    };
    process.on('SIGCONT', resume);
    const timer = setTimeout(resume, REFUSED_MS);
    process.kill(0, 'SIGTSTP');
  });
}
