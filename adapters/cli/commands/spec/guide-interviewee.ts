// Presents the interview to the user in the guide: the agent's progress, its questions one at a time, and the draft.
import { AdapterError, ApplicationError } from '../../../../application/errors.ts';
import type { Question } from '../../../../application/interview/interview.ts';
import type { Answer, Guide, TextPage } from '../../../../application/ports/guide.port.ts';
import type { Interviewee, Review } from '../../../../application/ports/interviewee.port.ts';

const TITLE = 'A spec, by interview';

type QuestionPage = Pick<TextPage, 'title' | 'text' | 'textFormat' | 'canGoBack'>;

export class GuideInterviewee implements Interviewee {
  constructor(
    private readonly guide: Guide,
    private readonly draftFile: string,
  ) {}

  async watch<Value>(
    doing: string,
    work: (signal: AbortSignal, report: (text: string) => void) => Promise<Value>,
  ): Promise<Value> {
    const answer = await this.guide.wait({ title: TITLE, text: doing, canGoBack: false }, work);
    return done(answer);
  }

  async answer(questions: readonly Question[], said: string): Promise<readonly (readonly string[])[]> {
    const answers: (readonly string[])[] = questions.map(() => []);
    for (let at = 0; at < questions.length; ) {
      const question = questions[at] as Question;
      const page = {
        title: questions.length === 1 ? TITLE : `${TITLE}: question ${at + 1} of ${questions.length}`,
        text: at === 0 && said !== '' ? `${said}\n\n${question.text}` : question.text,
        textFormat: 'markdown' as const,
        canGoBack: at > 0,
      };
      const answer = await this.#ask(question, page, answers[at] ?? []);
      if (answer.kind === 'leave') throw left();
      answers[at] = answer.value ?? answers[at] ?? [];
      at = Math.max(0, at + (answer.kind === 'done' ? 1 : -1));
    }
    return answers;
  }

  async review(written: string): Promise<Review> {
    let draft = written;
    let error: string | undefined;
    for (;;) {
      const action = done(
        await this.guide.read({
          title: TITLE,
          text: 'This is the draft.',
          canGoBack: false,
          content: draft,
          format: 'markdown',
          ...(error !== undefined && { error }),
          actions: [
            { value: 'accept', label: 'Save it', key: 's' },
            { value: 'change', label: 'Ask for changes', key: 'c' },
            { value: 'edit', label: 'Edit it', key: 'e' },
          ],
        }),
      );
      if (action === 'accept') return { type: 'accepted', draft };
      error = undefined;
      if (action === 'edit') {
        try {
          draft = await this.#edited(draft);
        } catch (cause) {
          if (!(cause instanceof AdapterError)) throw cause;
          error = cause.message;
        }
      } else {
        const wanted = await this.#wanted();
        if (wanted !== undefined) return { type: 'changes', draft, wanted };
      }
    }
  }

  async tryAgain(problem: string): Promise<void> {
    done(
      await this.guide.choose({
        title: TITLE,
        error: problem,
        text: 'Your answers so far are kept.',
        canGoBack: false,
        options: [{ value: 'again', label: 'Try again', detail: 'with a new agent that knows your answers' }],
        selected: ['again'],
        several: false,
        filter: false,
      }),
    );
  }

  #ask(
    { kind, options }: Question,
    page: QuestionPage,
    given: readonly string[],
  ): Promise<Answer<readonly string[]>> {
    if (kind === 'text') return this.#askForText(page, given);
    const several = kind === 'multiple';
    return this.guide.choose({
      ...page,
      options: options.map((option) => ({ value: option, label: option })),
      selected: given.length > 0 || several ? given : options.slice(0, 1),
      several,
      filter: false,
      custom: 'another answer',
    });
  }

  async #askForText(page: QuestionPage, given: readonly string[]): Promise<Answer<readonly string[]>> {
    const answer = await this.guide.write({
      ...page,
      value: given[0] ?? '',
      rows: 6,
      placeholder: 'Your answer; leave it empty to let the agent decide',
      check: () => undefined,
    });
    if (answer.kind === 'leave') return answer;
    const text = answer.value?.trim() ?? '';
    return { kind: answer.kind, value: text === '' ? [] : [text] };
  }

  /** Returns the edited draft. Returns the old draft if the user deletes everything. */
  async #edited(draft: string): Promise<string> {
    const edited = (await this.guide.edit(`${draft}\n`, this.draftFile)).trim();
    return edited === '' ? draft : edited;
  }

  async #wanted(): Promise<string | undefined> {
    const answer = await this.guide.write({
      title: TITLE,
      text: 'What should change?',
      canGoBack: true,
      value: '',
      rows: 8,
      placeholder: 'For example: leave out the export, and add a limit of 10 MB',
      check: (text) => (text.trim() === '' ? 'say what should change, or go back' : undefined),
    });
    if (answer.kind === 'leave') throw left();
    return answer.kind === 'done' ? answer.value.trim() : undefined;
  }
}

/** Returns the answer of a page that has no way back. Throws `CANCELLED` if the user cancels. */
function done<Value>(answer: Answer<Value>): Value {
  if (answer.kind !== 'done') throw left();
  return answer.value;
}

function left(): ApplicationError {
  return new ApplicationError('CANCELLED', 'the interview was cancelled');
}
