// Prints one session, as a page of text or as JSON, and on request what changes in it.

import type { Environment } from '../../../../application/environment.ts';
import { finalReport } from '../../../../application/session/final-report.ts';
import { summarizeProof } from '../../../../application/session/proof-summary.ts';
import type { Session } from '../../../../application/session/session.ts';
import type { SessionClaims } from '../../../../application/session/session-claims.ts';
import type { SessionRegistry } from '../../../../application/session/session-registry.ts';
import { summarizeSession } from '../../../../application/session/session-summary.ts';
import { plainJson } from '../../../../application/wording/plain-text.ts';
import { forecast } from '../../../../domain/run/forecast.ts';
import { limitUses } from '../../../../domain/run/limit-uses.ts';
import { workedMs } from '../../../../domain/run/spent.ts';
import type { SessionName } from '../../../../domain/session/session-name.ts';
import type { Console } from '../../console.ts';
import { EXIT } from '../../exit-codes.ts';
import { exitOnSignals, interruption } from '../../interruption.ts';
import { namedSession } from '../../named-session.ts';
import { measuredAt, sessionPage } from './session-page.ts';
import type { ShowRequest } from './sessions.command.ts';
import type { WatchOutput } from './watch-output.ts';

export class ShowSessionHandler {
  constructor(
    private readonly sessions: SessionRegistry,
    private readonly claims: Pick<SessionClaims, 'isRunning'>,
    private readonly watch: WatchOutput,
    private readonly environment: Environment,
    private readonly console: Console,
  ) {}

  async handle(request: ShowRequest): Promise<number> {
    const name = namedSession(request.session, this.environment);
    if (request.watch) return this.#watch(name, request.json);
    exitOnSignals();
    await this.#print(await this.sessions.existing(name), request.json);
    return EXIT.ok;
  }

  async #watch(name: SessionName, json: boolean): Promise<number> {
    const interrupted = interruption(() => undefined);
    try {
      const session = await this.sessions.existing(name);
      await this.#print(session, json);
      await this.watch.execute(session, json, interrupted.signal);
    } finally {
      interrupted.stop();
    }
    return interrupted.by() === 'SIGTERM' ? EXIT.terminated : EXIT.ok;
  }

  async #print({ name, state }: Session, json: boolean): Promise<void> {
    const { out } = this.console;
    const summary = summarizeSession(name, state, await this.claims.isRunning(name));
    const now = new Date();
    const at = measuredAt(summary, now);
    if (!json) {
      out(sessionPage(summary, state, now));
      return;
    }
    const { tasks, notes, iterations, pendingMessages, wait, absentAgents, questions } = state;
    const details = {
      tasks: [...tasks.tasks.values()],
      notes: [...notes.values()],
      iterations: iterations.recent.map(({ taken: _, ...iteration }) => iteration),
      questions: [...questions.asked.values()],
      answerWait: questions.wait,
      pendingMessages,
      wait,
      absentAgents,
      usageShares: state.usageShares,
      workedMs: workedMs(state.spent, at),
      limits: limitUses(state.limits, state, at),
      proof: summarizeProof(state),
      ...finalReport(state),
      forecast: forecast(state),
    };
    out(`${plainJson({ ...summary, details })}\n`);
  }
}
