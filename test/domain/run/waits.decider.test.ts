// The record of waits and of changes of the agent: both outlive the run that began them.
import { describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../../domain/session/session.events.ts';
import { fold, given } from '../../support/decider-spec.ts';

const WAIT = {
  cause: 'usage_window',
  reason: 'limit reached, resets 3am',
  until: '2026-03-01T03:00:00.000Z',
  agent: 'claude',
} as const;
const STARTED: SessionEvent = { type: 'RunStarted', data: { spec: 's.md', model: 'm' } };
const KILLED: SessionEvent = { type: 'RunTakenOver', data: { host: 'a', pid: 1 } };
const WAITING: SessionEvent = { type: 'WaitStarted', data: WAIT };

const claude = { agent: 'claude', model: 'opus' };
const codex = { agent: 'codex', model: '' };

function switched(cause: 'usage_window' | 'login' | 'failures'): SessionEvent {
  return {
    type: 'AgentSwitched',
    data: { from: claude, to: codex, cause, reason: 'why', until: WAIT.until },
  };
}

describe('a wait', () => {
  it('is recorded with the beginning of a long reason', () => {
    given(STARTED)
      .when({ type: 'BeginWait', wait: { ...WAIT, reason: 'x'.repeat(5_000) } })
      .then({ type: 'WaitStarted', data: { ...WAIT, reason: `${'x'.repeat(4_000)}…` } });
  });

  it.each([
    ['the run was interrupted', [{ type: 'RunEnded', data: { reason: 'interrupted' } }]],
    ['the process was killed', [KILLED]],
  ] as const)('continues with the next run after %s', (_, events) => {
    expect(fold([STARTED, WAITING, ...events, STARTED]).wait).toEqual(WAIT);
  });

  it('ends once', () => {
    given(STARTED, WAITING).when({ type: 'EndWait' }).then({ type: 'WaitEnded', data: {} });
    given(STARTED, WAITING, { type: 'WaitEnded', data: {} }).when({ type: 'EndWait' }).thenNothing();
  });

  it('ends when another agent continues', () => {
    expect(fold([STARTED, WAITING, switched('usage_window')]).wait).toBeNull();
  });
});

describe('an agent that was left', () => {
  it('is absent with the cause and the time at which it is tried again', () => {
    expect(fold([STARTED, switched('login')]).absentAgents).toEqual([
      { ...claude, cause: 'login', until: WAIT.until },
    ]);
  });

  it('is present again when it continues', () => {
    const back = { from: codex, to: claude, cause: 'available', reason: 'why', until: null } as const;
    expect(fold([STARTED, switched('login'), { type: 'AgentSwitched', data: back }]).absentAgents).toEqual(
      [],
    );
  });

  it.each([
    ['stays absent in the next run while a limit lasts', 'usage_window', 1],
    ['is tried again by the next run after a missing login', 'login', 0],
    ['is tried again by the next run after failures', 'failures', 0],
  ] as const)('%s', (_, cause, absent) => {
    const next = fold([STARTED, switched(cause), { type: 'RunEnded', data: { reason: 'failed' } }, STARTED]);
    expect(next.absentAgents).toHaveLength(absent);
  });
});
