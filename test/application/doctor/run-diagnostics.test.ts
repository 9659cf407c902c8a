// Specifies how checks are run: side by side, within a limit, each whatever becomes of the others, and remedyed on request.
import { describe, expect, it, vi } from 'vitest';
import { type DiagnosticOptions, RunDiagnostics } from '../../../application/doctor/run-diagnostics.ts';
import {
  type Diagnostic,
  type Finding,
  failed,
  ok,
  stale,
  warning,
} from '../../../application/ports/diagnostic.port.ts';
import { FakeClock } from '../../support/harness.ts';

function check(id: string, run: Diagnostic['run'], fix?: Diagnostic['fix']): Diagnostic {
  return { id, label: id.toUpperCase(), run, ...(fix && { fix }) };
}

function finds(id: string, ...findings: readonly Finding[]): Diagnostic {
  return check(id, async () => findings);
}

function execute(
  checks: readonly Diagnostic[],
  options: Partial<DiagnosticOptions> = {},
  signal = new AbortController().signal,
  clock = new FakeClock(),
) {
  const all = { fix: false, timeLimitMs: 1_000, onProgress: () => undefined, ...options };
  return new RunDiagnostics(checks, clock).execute(all, signal);
}

describe('checks', () => {
  it('give their findings in their order, with the worst as their state', async () => {
    const results = await execute([
      finds('a', ok('1'), warning('2', 'remedy'), ok('3')),
      finds('b', warning('4'), failed('5')),
      finds('c', ok('6')),
    ]);
    expect(results.map(({ id, state, findings }) => [id, state, findings.length])).toEqual([
      ['a', 'warning', 3],
      ['b', 'failed', 2],
      ['c', 'ok', 1],
    ]);
    expect(results[0]?.findings[1]).toEqual({ state: 'warning', found: '2', remedy: 'remedy' });
  });

  it('run at the same time, and it is told which still do', async () => {
    const ends = new Map<string, (findings: readonly Finding[]) => void>();
    const waits = (id: string) => check(id, () => new Promise((resolve) => void ends.set(id, resolve)));
    const told: (readonly string[])[] = [];
    const results = execute([waits('a'), waits('b')], { onProgress: (running) => void told.push(running) });
    ends.get('b')?.([ok('second')]);
    await Promise.resolve();
    ends.get('a')?.([ok('first')]);
    expect((await results).map(({ findings }) => findings[0]?.found)).toEqual(['first', 'second']);
    expect(told).toEqual([['A', 'B'], ['A'], []]);
  });

  it('that throw have failed, and the others have not', async () => {
    const broken = check('a', async () => {
      throw new Error('out of order');
    });
    const [first, second] = await execute([broken, finds('b', ok('1'))]);
    expect(first?.findings).toEqual([failed('out of order')]);
    expect(second?.state).toBe('ok');
  });

  it('that take too long are aborted and have failed', async () => {
    const clock = new FakeClock();
    let aborted = false;
    const hangs = check('a', (signal) => {
      signal.addEventListener('abort', () => {
        aborted = true;
      });
      return new Promise(() => undefined);
    });
    const results = execute([hangs, finds('b', ok('1'))], { timeLimitMs: 4_000 }, undefined, clock);
    clock.elapse(4_100);
    expect((await results).map(({ findings }) => findings[0]?.found)).toEqual(['no result within 4 s', '1']);
    expect([aborted, clock.waiting]).toEqual([true, 0]);
  });

  it('hear of an interruption', async () => {
    const controller = new AbortController();
    const listens = check('a', (signal) => {
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve([ok('cleaned up')])));
    });
    const results = execute([listens], {}, controller.signal);
    controller.abort();
    expect((await results)[0]?.findings).toEqual([ok('cleaned up')]);
  });

  it('hear of an interruption before they began', async () => {
    const looks = check('a', async (signal) => [ok(String(signal.aborted))]);
    expect((await execute([looks], {}, AbortSignal.abort()))[0]?.findings).toEqual([ok('true')]);
  });

  it('listen to one interruption together, so that Node does not warn of many listeners', async () => {
    const { signal } = new AbortController();
    const listen = vi.spyOn(signal, 'addEventListener');
    await execute(
      Array.from({ length: 12 }, (_, index) => finds(`${index}`, ok('well'))),
      {},
      signal,
    );
    expect(listen).toHaveBeenCalledTimes(1);
  });
});

describe('remedying', () => {
  function ill(): Diagnostic {
    let remedyed = false;
    return check(
      'a',
      async () => [remedyed ? ok('well') : stale('ill')],
      async () => {
        remedyed = true;
        return ['gave it medicine'];
      },
    );
  }

  it('is done only when it is wanted, and looked at again', async () => {
    const [before] = await execute([ill()]);
    expect(before).toMatchObject({ state: 'warning', fixed: [], fixable: true });
    const [after] = await execute([ill()], { fix: true });
    expect(after).toEqual({
      id: 'a',
      label: 'A',
      state: 'ok',
      findings: [ok('well')],
      fixed: ['gave it medicine'],
      fixable: false,
    });
  });

  it('is left alone where all is well, and where nothing can be remedyed', async () => {
    const fix = async () => ['did something'];
    const results = await execute(
      [check('a', async () => [ok('well'), warning('odd')], fix), finds('b', failed('broken'))],
      {
        fix: true,
      },
    );
    expect(results.map(({ fixed, fixable }) => [fixed, fixable])).toEqual([
      [[], false],
      [[], false],
    ]);
  });

  it('that does not succeed is told, with what was found', async () => {
    const fix = async (): Promise<string[]> => {
      throw new Error('may not');
    };
    const [result] = await execute([check('a', async () => [stale('ill')], fix)], { fix: true });
    expect(result?.findings).toEqual([stale('ill'), failed('may not')]);
    expect(result).toMatchObject({ state: 'failed', fixed: [], fixable: true });
  });
});
