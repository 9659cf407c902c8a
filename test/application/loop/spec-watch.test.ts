// What the loop does when the spec is edited: the next prompt has the new text and the diff, with who edited it.
import { describe, expect, it } from 'vitest';
import type { AgentToolCall } from '../../../application/ports/agent.port.ts';
import { Harness } from '../../support/harness.ts';
import type { Turn } from '../../support/scripted-turns.ts';

const EDIT: AgentToolCall = {
  ...{ id: 'c', title: 'Edit', kind: 'edit', status: 'completed', input: undefined, output: '' },
  ...{ exitCode: null, locations: ['/work/SPEC.md'], diffs: [], subagent: null },
};

const nothing: Turn = () => undefined;
const edits =
  (text: string, report = false): Turn =>
  ({ emit }) => {
    harness.spec.text = text;
    if (report) emit({ type: 'tool-call', call: EDIT });
    return undefined;
  };

let harness: Harness;

function play(turns: readonly Turn[]): Promise<unknown> {
  harness = new Harness({ turns });
  return harness.run({ iterations: turns.length, stallAfter: 0 });
}

async function edited(): Promise<string[]> {
  return (await harness.events()).flatMap(({ type, data }) => (type === 'SpecEdited' ? [data.by] : []));
}

/** For each prompt, whether it tells of an edit. */
function told(): boolean[] {
  return harness.agent.prompts.map((blocks) => blocks.some((block) => block.includes('The spec was edited')));
}

describe('an edit of the spec', () => {
  it('is in the next prompt, once, with its diff', async () => {
    await play([edits('another spec'), nothing, nothing]);
    expect(told()).toEqual([false, true, false]);
    expect(harness.agent.prompts[1]?.[0]).toContain(
      'while the agent worked:\n--- before\n+++ after\n-the spec\n+another spec',
    );
    expect(await edited()).toEqual(['unknown']);
  });

  it('that the agent reports is its own', async () => {
    await play([edits('another spec', true), nothing]);
    expect(await edited()).toEqual(['agent']);
  });

  it('between two runs is the user’s', async () => {
    await play([nothing, nothing]);
    harness.spec.text = 'another spec';
    await harness.run({ iterations: 1 });
    expect(await edited()).toEqual(['user']);
    expect(told()).toEqual([false, false, true]);
  });

  it('stays for the next iteration if the agent failed', async () => {
    await play([edits('another spec'), () => 'refusal', nothing]);
    expect(told()).toEqual([false, true, true]);
  });

  it('of a checkbox is none', async () => {
    await play([edits('the spec'), nothing]);
    expect(await edited()).toEqual([]);
  });
});

it('keeps the last text, and says so once, if the spec cannot be read any more', async () => {
  const removes: Turn = () => {
    harness.spec.text = undefined;
    return undefined;
  };
  await play([removes, nothing, nothing]);
  const warnings = harness.seen.flatMap((event) => (event.type === 'notice' ? [event.message] : []));
  expect(warnings.filter((message) => message.includes('cannot be read any more'))).toHaveLength(1);
  expect(await edited()).toEqual([]);
});
