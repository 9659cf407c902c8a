// Compares the end of the demo with its story, so that a demo that goes wrong says so.
import type { Scratch } from './scratch.ts';
import { TASKS } from './story.ts';

interface Exported {
  readonly taskReports: readonly { readonly content: string; readonly standing: string }[];
}

/** Returns what is not as it should be, one text each. `code` is the exit code of the build. */
export async function whatIsWrong(
  scratch: Scratch,
  session: string,
  code: number,
  failures: readonly unknown[],
): Promise<readonly string[]> {
  const exported = await scratch.iteratr(['sessions', 'export', session, '--format', 'json'], 'pipe');
  if (exported.code !== 0) return [`the session cannot be exported: ${exported.output.trim()}`];
  const { taskReports } = JSON.parse(exported.output) as Exported;
  const verified = taskReports
    .filter(({ standing }) => standing === 'verified')
    .map(({ content }) => content);
  const commits = Number(scratch.git('rev-list', '--count', 'HEAD')) - 1;
  const printed = code === 0 ? scratch.run('node', 'duration.js', '50h').trim() : '';
  return [
    ...failures.map((failure) => `the scripted model failed: ${failure}`),
    ...(code === 0 ? [] : [`the build ended with exit code ${code}`]),
    ...TASKS.filter((task) => !verified.includes(task)).map((task) => `not verified: ${task}`),
    ...(commits === TASKS.length ? [] : [`${commits} commits instead of ${TASKS.length}`]),
    // Only the answer to the user's message makes days of hours.
    ...(code !== 0 || printed === '2d 2h'
      ? []
      : [`node duration.js 50h printed "${printed}" instead of "2d 2h"`]),
  ];
}
