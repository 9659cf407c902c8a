// Lets tests hit missing permissions even if root runs them, to whom permissions do not apply.

const ROOT = 0;
const NOBODY = 65_534;

/** Calls `run` with the permissions of an unprivileged user if the test runs as root, otherwise unchanged. */
export async function asNobody<T>(run: () => T | Promise<T>): Promise<T> {
  if (process.geteuid?.() !== ROOT) return run();
  process.seteuid?.(NOBODY);
  try {
    return await run();
  } finally {
    process.seteuid?.(ROOT);
  }
}
