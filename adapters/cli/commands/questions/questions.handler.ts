// Lists the questions of a session, and records the user's answers, which a running build sees at once.
import type { Environment } from '../../../../application/environment.ts';
import { beforeChange } from '../../../../application/session/before-change.ts';
import { describeQuestion } from '../../../../application/session/describe-questions.ts';
import type { SessionClaims } from '../../../../application/session/session-claims.ts';
import type { SessionRegistry } from '../../../../application/session/session-registry.ts';
import { plainJson } from '../../../../application/wording/plain-text.ts';
import { isOpenQuestion, parseQuestionId } from '../../../../domain/question/question.ts';
import { callingActor } from '../../calling-actor.ts';
import type { Console } from '../../console.ts';
import { EXIT } from '../../exit-codes.ts';
import { exitOnSignals } from '../../interruption.ts';
import { namedSession } from '../../named-session.ts';
import type { AnswerRequest, QuestionsRequest } from './questions.command.ts';

export class QuestionsHandler {
  constructor(
    private readonly sessions: SessionRegistry,
    private readonly claims: Pick<SessionClaims, 'isRunning'>,
    private readonly environment: Environment,
    private readonly console: Console,
  ) {}

  /** Handles either command. Returns the exit code. Throws `SESSION.NOT_FOUND` for an unknown session. */
  handle(request: QuestionsRequest | AnswerRequest): Promise<number> {
    return 'id' in request ? this.#answer(request) : this.#list(request);
  }

  async #list({ session, all, json }: QuestionsRequest): Promise<number> {
    const name = namedSession(session, this.environment);
    exitOnSignals();
    const { state } = await this.sessions.existing(name);
    const shown = [...state.questions.asked.values()].filter((one) => all || isOpenQuestion(one));
    const none = all ? 'the agent has asked nothing' : 'no question waits for an answer';
    const text = json ? plainJson(shown) : shown.map(describeQuestion).join('\n') || none;
    this.console.out(`${text}\n`);
    return EXIT.ok;
  }

  async #answer({ session: given, id: text, answer }: AnswerRequest): Promise<number> {
    const name = namedSession(given, this.environment);
    const id = parseQuestionId(text);
    exitOnSignals();
    const session = await beforeChange(this.sessions.existing(name));
    const { state, events } = await session.execute(
      { type: 'AnswerQuestion', id, answer },
      callingActor(this.environment),
    );
    const released = events.flatMap((event) =>
      event.type === 'TaskStatusChanged' ? [`; ${event.data.id} can be done now`] : [],
    );
    const isRunning = state.runOpen && (await this.claims.isRunning(name));
    const next = isRunning ? '' : '; no build runs the session, the next one continues with it';
    this.console.out(`${id} answered${released.join('')}${next}\n`);
    return EXIT.ok;
  }
}
