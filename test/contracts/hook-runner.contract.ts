// What every hook runner does: one suite for all.
import { describe, expect, it } from 'vitest';
import type { HookEvent, HookRunner } from '../../application/ports/hook-runner.port.ts';
import type { HookPoint } from '../../domain/run/hook-point.ts';

export interface ContractHook {
  /** One word, which the command prints. */
  readonly output: string;
  readonly pipeOutput: boolean;
  readonly fails?: boolean;
}

type Hooks = Partial<Record<HookPoint, readonly ContractHook[]>>;

const CONTEXT = { session: 'demo', iteration: 1 };

/** `open` gives a runner with these hooks, and none at other points. */
export function hookRunnerContract(open: (hooks: Hooks) => Promise<HookRunner>): void {
  describe('hook runner contract', () => {
    it('does nothing at a point without hooks', async () => {
      const runner = await open({ session_start: [{ output: 'one', pipeOutput: true }] });
      expect(await ran(runner, 'session_end')).toEqual({ text: '', events: [] });
      expect(runner.has('session_end')).toBe(false);
      expect(runner.has('session_start')).toBe(true);
    });

    it('runs the commands of the point one after the other and reports each', async () => {
      const runner = await open({
        pre_iteration: [
          { output: 'one', pipeOutput: true },
          { output: 'two', pipeOutput: true },
        ],
        post_iteration: [{ output: 'three', pipeOutput: true }],
      });
      const { events } = await ran(runner, 'pre_iteration');
      expect(summary(events)).toEqual(['started', 'one', 'ended 0', 'started', 'two', 'ended 0']);
      expect(new Set(events.map(({ point }) => point))).toEqual(new Set(['pre_iteration']));
    });

    it('gives the agent the output of commands with pipe_output, in order, and of no others', async () => {
      const runner = await open({
        on_error: [
          { output: 'one', pipeOutput: true },
          { output: 'two', pipeOutput: false },
          { output: 'three', pipeOutput: true },
        ],
      });
      const { text } = await ran(runner, 'on_error');
      expect(text).toMatch(/one.*three/s);
      expect(text).not.toContain('two');
    });

    it('runs the next command after one that fails', async () => {
      const runner = await open({
        post_iteration: [
          { output: 'one', pipeOutput: true, fails: true },
          { output: 'two', pipeOutput: true },
        ],
      });
      const { text, events } = await ran(runner, 'post_iteration');
      expect(text).toMatch(/one.*exited with code 1.*two/s);
      expect(summary(events)).toEqual(['started', 'one', 'ended 1', 'started', 'two', 'ended 0']);
    });

    it('runs nothing once its signal is aborted', async () => {
      const runner = await open({ pre_iteration: [{ output: 'one', pipeOutput: true }] });
      expect(await ran(runner, 'pre_iteration', AbortSignal.abort())).toEqual({ text: '', events: [] });
    });

    it('ends the command that runs when its signal aborts, and skips the rest', async () => {
      const interrupt = new AbortController();
      const runner = await open({
        pre_iteration: [
          { output: 'one', pipeOutput: false },
          { output: 'two', pipeOutput: true },
        ],
      });
      const { text, events } = await ran(runner, 'pre_iteration', interrupt.signal, ({ type }) => {
        if (type === 'hook-started') interrupt.abort();
      });
      expect(text).toBe('');
      expect(events.at(-1)).toMatchObject({ type: 'hook-ended', exitCode: null, error: 'interrupted' });
      expect(events.filter(({ type }) => type === 'hook-started')).toHaveLength(1);
    });
  });
}

async function ran(
  runner: HookRunner,
  point: HookPoint,
  signal = new AbortController().signal,
  observe: (event: HookEvent) => void = () => {},
): Promise<{ text: string; events: HookEvent[] }> {
  const events: HookEvent[] = [];
  const text = await runner.run(
    point,
    CONTEXT,
    (event) => {
      events.push(event);
      observe(event);
    },
    signal,
  );
  return { text, events };
}

/** Each event in a word or two; output that came in pieces would be several. */
function summary(events: readonly HookEvent[]): string[] {
  return events.map((event) => {
    if (event.type === 'hook-started') return 'started';
    return event.type === 'hook-output' ? event.text.trim() : `ended ${event.exitCode}`;
  });
}
