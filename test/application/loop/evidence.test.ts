// What a run records as evidence of its work on tasks, and what it says stayed uncommitted.
import { describe, expect, it } from 'vitest';
import type { AgentEvent } from '../../../application/ports/agent.port.ts';
import { Harness, type HarnessOptions, SESSION } from '../../support/harness.ts';
import type { Turn } from '../../support/scripted-turns.ts';

const call = (id: string, over: object): AgentEvent => ({
  type: 'tool-call',
  call: {
    ...{ id, title: id, kind: 'execute', status: 'completed', input: undefined, output: '', exitCode: null },
    ...{ locations: [], diffs: [], subagent: null },
    ...over,
  },
});

let harness: Harness;

async function play(turn: Turn, options: HarnessOptions = {}) {
  harness = new Harness({ turns: [turn], ...options });
  await harness.tool('task-add', { content: 'the work' });
  const result = await harness.run({ iterations: 1, ...options.request });
  const recorded = (await harness.events()).flatMap((event) =>
    event.type === 'EvidenceRecorded' ? [event.data] : [],
  );
  return { result, recorded };
}

const completes: Turn = async ({ tool }) => {
  harness.workTree.change('a.ts');
  await tool('task-status', { id: 'TAS-1', status: 'completed' });
};

describe('evidence', () => {
  it('names tasks, commits, files and the commands of the agent with their exit codes', async () => {
    const { recorded } = await play(async (turn) => {
      turn.emit(call('1', { status: 'in_progress', input: { command: 'npm test' } }));
      turn.emit(call('1', { input: { command: 'npm test' }, exitCode: 1 }));
      turn.emit(call('2', { input: { command: ['ls', '-l'] }, exitCode: 0 }));
      turn.emit(call('3', { title: 'make', status: 'failed' }));
      turn.emit(call('4', { kind: 'edit' }));
      await completes(turn);
    });
    expect(recorded).toEqual([
      {
        number: 1,
        tasks: ['TAS-1'],
        commits: ['commit-1'],
        files: ['a.ts'],
        filesLeftOut: 0,
        commands: [
          { command: 'npm test', exitCode: 1 },
          { command: 'ls -l', exitCode: 0 },
          { command: 'make', exitCode: null },
        ],
        commandsLeftOut: 0,
        edits: 1,
      },
    ]);
  });

  it('leaves out how the agent calls its own tools by the shell', async () => {
    const { recorded } = await play(async (turn) => {
      turn.emit(call('1', { input: { command: 'node "/opt/iteratr.js" tool task-next' } }));
      await completes(turn);
    });
    expect(recorded[0]?.commands).toEqual([]);
  });

  it('stays small, whatever the agent did, and counts what it leaves out', async () => {
    const { recorded } = await play(async (turn) => {
      for (let n = 1; n <= 300; n++) turn.emit(call(`${n}`, { title: `${n}${'x'.repeat(10_000)}` }));
      for (let n = 1; n <= 300; n++) harness.workTree.change(`${n}-${'y'.repeat(1_000)}`);
      await completes(turn);
    });
    const [evidence] = recorded;
    expect(JSON.stringify(evidence).length).toBeLessThan(64 * 1024);
    expect((evidence?.files.length ?? 0) + (evidence?.filesLeftOut ?? 0)).toBe(301);
    expect((evidence?.commands.length ?? 0) + (evidence?.commandsLeftOut ?? 0)).toBe(300);
    expect(evidence?.commands.at(-1)?.command).toMatch(/^300x/);
  });

  it('is not recorded for an iteration that worked on no task', async () => {
    const { recorded } = await play(() => {
      harness.workTree.change('a.ts');
    });
    expect(recorded).toEqual([]);
  });
});

describe('what stays uncommitted', () => {
  const ended = async () => (await harness.events()).findLast(({ type }) => type === 'RunEnded');

  it('is nothing after everything was committed', async () => {
    await play(completes);
    expect(await ended()).toEqual({ type: 'RunEnded', data: { reason: expect.any(String) } });
  });

  it('is named when the run does not commit', async () => {
    await play(completes, { request: { autoCommit: false } });
    expect(await ended()).toMatchObject({ data: { uncommitted: { files: ['a.ts'], leftOut: 0 } } });
    expect(harness.sessions.get(SESSION).state.uncommitted).toEqual({ files: ['a.ts'], leftOut: 0 });
  });
});
