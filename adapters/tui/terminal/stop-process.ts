// What Ctrl+Z does in a program that reads the keyboard raw: stops the process as the shell would.

/** When the kernel refuses to stop (no shell that could continue us), the program continues after this time. */
const REFUSED_MS = 100;

/** Stops the process group, as a shell expects it of its foreground job. Resolves when the process is continued. */
export function stopUntilContinued(): Promise<void> {
  return new Promise((resolve) => {
    // Without listeners the signal does what it does by default, which is the point.
    const listeners = process.listeners('SIGTSTP');
    process.removeAllListeners('SIGTSTP');
    const goOn = () => {
      clearTimeout(timer);
      process.off('SIGCONT', goOn);
      for (const listener of listeners) process.on('SIGTSTP', listener);
      resolve();
    };
    process.on('SIGCONT', goOn);
    const timer = setTimeout(goOn, REFUSED_MS);
    process.kill(0, 'SIGTSTP');
  });
}
