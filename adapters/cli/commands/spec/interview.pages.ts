// The pages before and after the interview: they ask for the idea, and where to save the spec.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ApplicationError } from '../../../../application/errors.ts';
import type { Interview } from '../../../../application/interview/interview.ts';
import { specFileName } from '../../../../application/interview/spec-file-name.ts';
import type { Answer, Guide } from '../../../../application/ports/guide.port.ts';
import type { KeptInterview } from '../../../../application/ports/interview-store.port.ts';
import { formatAge } from '../../../../application/wording/duration.ts';

/** Returns whether to continue an unfinished interview. Throws `CANCELLED` if the user cancels. */
export async function askToContinue(guide: Guide, { interview, time }: KeptInterview): Promise<boolean> {
  const answers = interview.answered.length;
  const far = `${answers} ${answers === 1 ? 'answer' : 'answers'}${interview.draft === '' ? '' : ', a draft'}`;
  const answer = await guide.choose({
    title: 'A spec, by interview',
    text: 'There is an unfinished interview.',
    canGoBack: false,
    options: [
      {
        value: 'on',
        label: `Continue with "${interview.title}"`,
        detail: `${far}, ${formatAge(Date.now() - time.getTime())}`,
      },
      { value: 'new', label: 'Start a new one', detail: 'the unfinished one is lost' },
    ],
    selected: ['on'],
    several: false,
    filter: false,
  });
  return given(answer)[0] === 'on';
}

/** Asks for the title and the description, unless they are given. Throws `CANCELLED` if the user cancels. */
export async function askIdea(
  guide: Guide,
  idea: { readonly title: string; readonly description: string },
): Promise<Interview> {
  let { title, description } = idea;
  for (let page: 'title' | 'description' | 'done' = idea.title === '' ? 'title' : 'description'; ; ) {
    if (page === 'title') {
      const answer = await guide.write({
        title: 'A spec, by interview',
        text: 'What do you want to build? A few words are enough; the agent asks about the rest.',
        canGoBack: false,
        value: title,
        rows: 1,
        placeholder: 'CSV export of lists',
        check: (text) => (text.trim() === '' ? 'give it a title' : undefined),
      });
      title = given(answer).trim();
      page = 'description';
    } else if (page === 'description' && idea.description === '') {
      const answer = await guide.write({
        title,
        text: 'What do you want, and what for? Write freely: what it should do, for whom, what you already know, what it must not do.',
        canGoBack: idea.title === '',
        value: description,
        rows: 12,
        placeholder: 'Users should be able to …',
        check: (text) => (text.trim() === '' ? 'write at least a sentence' : undefined),
      });
      if (answer.kind === 'back') {
        description = answer.value ?? '';
        page = 'title';
        continue;
      }
      description = given(answer).trim();
      page = 'done';
    } else return { title, description, answered: [], draft: '' };
  }
}

/**
 * Asks where to save the spec. Returns the absolute path of a file that does not exist yet. Throws `CANCELLED` if the user
 * cancels.
 */
export async function askWhere(guide: Guide, title: string, cwd: string, error?: string): Promise<string> {
  const answer = await guide.fill({
    title: 'Save the spec',
    canGoBack: false,
    ...(error !== undefined && { error }),
    fields: [
      {
        name: 'file',
        label: 'File',
        value: freeName(title, cwd),
        hint: 'relative to the current directory',
        check: (text) => problemOf(text, cwd),
      },
    ],
  });
  return resolve(cwd, given(answer).file?.trim() ?? '');
}

/** Returns whether the user wants to build the spec now. Cancelling means no. */
export async function askToBuild(guide: Guide, file: string): Promise<boolean> {
  const answer = await guide.choose({
    title: 'Build it now?',
    text: `Wrote ${file}.`,
    canGoBack: false,
    options: [
      { value: 'build', label: 'Start the build' },
      { value: 'later', label: 'Later', detail: `iteratr build --spec ${file}` },
    ],
    selected: ['build'],
    several: false,
    filter: false,
  });
  return answer.kind === 'done' && answer.value[0] === 'build';
}

/** Returns what is wrong with a path for a new spec, undefined if nothing is. */
export function problemOf(text: string, cwd: string): string | undefined {
  const name = text.trim();
  if (name === '') return 'name a file';
  if (!/\.(md|txt)$/i.test(name)) return 'a spec is a .md or .txt file';
  return existsSync(resolve(cwd, name)) ? 'a file with that name exists' : undefined;
}

function freeName(title: string, cwd: string): string {
  const name = specFileName(title);
  for (let number = 1; ; number++) {
    const path = join('specs', number === 1 ? name : name.replace(/\.md$/, `-${number}.md`));
    if (!existsSync(resolve(cwd, path))) return path;
  }
}

function given<Value>(answer: Answer<Value>): Value {
  if (answer.kind !== 'done') throw new ApplicationError('CANCELLED', 'the interview was cancelled');
  return answer.value;
}
