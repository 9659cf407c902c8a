// Does two things at the same time.

/** Returns both results. Rejects when both have ended, with the error of the first if both fail. */
export async function bothDone<One, Other>(
  one: Promise<One>,
  other: Promise<Other>,
): Promise<readonly [One, Other]> {
  await Promise.allSettled([one, other]);
  return [await one, await other];
}
