// Whose a file is.

/** Whether the file with this owner belongs to the user of this process. */
export function isOurs(uid: number): boolean {
  return process.geteuid === undefined || uid === process.geteuid();
}
