// Lets a test run into missing permissions also where tests are run by root, whom no permission stops.

const ROOT = 0;
const NOBODY = 65_534;

/** Runs with the rights of a user who owns nothing, when the test has those of root; otherwise as it is. */
export async function asNobody<T>(run: () => T | Promise<T>): Promise<T> {
  if (process.geteuid?.() !== ROOT) return run();
  process.seteuid?.(NOBODY);
  try {
    return await run();
  } finally {
    process.seteuid?.(ROOT);
  }
}
