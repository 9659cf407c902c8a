// The status line on limits and the forecast: what is used, what is left, and what gives way in a narrow terminal.
import { describe, expect, it } from 'vitest';
import { type Limits, NO_LIMITS } from '../../../../domain/run/limits.ts';
import type { SessionEvent } from '../../../../domain/session/session.events.ts';
import { statusChanged, taskAdded } from '../../../support/decider-spec.ts';
import { empty, result, type Session } from '../update/sample-model.ts';
import { frameOf, textOfFrame } from './frame.ts';

function statusLine({ model }: Session): string {
  return textOfFrame(frameOf(model)).split('\n').at(-1) ?? '';
}

function started(limits: Partial<Limits>): SessionEvent {
  return {
    type: 'RunStarted',
    data: { spec: 's.md', model: 'm', limits: { ...NO_LIMITS, ...limits } },
  };
}

/** An iteration of four seconds that completes a task. */
function iteration(number: number, dollars: number): SessionEvent[] {
  const usage = {
    ...{ inputTokens: 1, outputTokens: 2, totalTokens: 100_000 },
    cost: { amount: dollars, currency: 'USD' },
  };
  const shares = [{ role: 'work', agent: 'a', model: 'm', usage }] as const;
  const ended = { number, outcome: 'finished', reason: 'end_turn', filesChanged: [], usage, shares } as const;
  return [
    { type: 'IterationStarted', data: { number, model: 'm', agent: 'a' } },
    taskAdded(number, `task ${number}`),
    taskAdded(number + 10, `task ${number + 10}`),
    statusChanged(number, 'remaining', 'completed'),
    { type: 'IterationEnded', data: ended },
  ];
}

function session(columns: number, limits: Partial<Limits>, ...events: SessionEvent[][]): Session {
  return empty(columns, 24).fact(started(limits), ...events.flat());
}

const THREE = [iteration(1, 0.5), iteration(2, 0.25), iteration(3, 0.25)];

describe('limits', () => {
  it.each<[string, Partial<Limits>, string]>([
    ['cost', { cost: 5 }, '$1.00 of $5'],
    ['cost with cents', { cost: 2.5 }, '$1.00 of $2.50'],
    ['tokens', { tokens: 2_000_000 }, '300.0k of 2.0M tokens'],
    ['time', { minutes: 90 }, '0 of 90 min'],
  ])('of %s are shown with their use', (_, limits, words) => {
    expect(statusLine(session(160, limits, ...THREE))).toContain(`| ${words} |`);
  });

  it('are those of the run or of the session, whichever comes first', () => {
    const tight = { ...NO_LIMITS.session, cost: 2 };
    expect(statusLine(session(160, { cost: 5, session: tight }, ...THREE))).toContain('| $1.00 of $2 |');
    const wide = { ...NO_LIMITS.session, cost: 20 };
    expect(statusLine(session(160, { cost: 5, session: wide }, ...THREE))).toContain('| $1.00 of $5 |');
  });

  it('count what the agent reports while an iteration runs, once', () => {
    const dashboard = session(160, { cost: 5, tokens: 1_000_000 }, ...THREE);
    const costs = (amount: number): string => {
      const cost = { amount, currency: 'USD' };
      dashboard.agent({ type: 'context-usage', used: 1, size: 2, cost });
      return /\S+ of \$5/.exec(statusLine(dashboard))?.[0] ?? '';
    };
    const started = iteration(4, 0).slice(0, 1);
    dashboard.fact(...started);
    expect([costs(0.1), costs(0.3), costs(0.2)]).toEqual(['$1.10 of $5', '$1.30 of $5', '$1.50 of $5']);
    const usage = { inputTokens: 1, outputTokens: 1, totalTokens: 50_000 };
    dashboard.agent({ type: 'turn-ended', stopReason: 'end_turn', usage });
    expect(statusLine(dashboard)).toContain('350.0k of 1.0M tokens');
    dashboard.fact(...iteration(4, 0.5).slice(-1));
    expect(statusLine(dashboard)).toContain('| $1.50 of $5 | 400.0k of 1.0M tokens |');
  });

  it('are not shown if there are none', () => {
    expect(statusLine(session(160, {}, ...THREE))).not.toContain(' of ');
  });
});

describe('the forecast', () => {
  it('is shown from the third iteration on, while the run lasts', () => {
    const before = session(160, {}, ...THREE.slice(0, 2));
    expect(statusLine(before)).not.toContain(' left');
    const after = before.fact(...(THREE[2] ?? []));
    expect(statusLine(after)).toContain('| 12 s left | $0.75–1.13 left |');
    after.run({ type: 'run-ended', result: result() }).keys('escape');
    expect(statusLine(after)).not.toContain(' left');
  });
});

describe('in a narrow terminal', () => {
  it('the forecast gives way first, that of cost before that of time, then the branch, then the limits', () => {
    const shown = [160, 125, 100, 80, 60].map((columns) => {
      const line = statusLine(session(columns, { cost: 5 }, ...THREE));
      expect(line.length).toBeLessThanOrEqual(columns);
      return ['$1.00 of $5', '1.13 left', '12 s left', 'main*', 'parser', '✓3'].filter((words) =>
        line.includes(words),
      );
    });
    expect(shown).toEqual([
      ['$1.00 of $5', '1.13 left', '12 s left', 'main*', 'parser', '✓3'],
      ['$1.00 of $5', '12 s left', 'main*', 'parser', '✓3'],
      ['$1.00 of $5', 'parser', '✓3'],
      ['$1.00 of $5', 'parser', '✓3'],
      ['$1.00 of $5', 'parser', '✓3'],
    ]);
  });
});
