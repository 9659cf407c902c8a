// Specifies what a build starts before it knows its session for sure.
import { expect, it } from 'vitest';
import { BuildStart, type PreparedRun } from '../../../../../adapters/cli/commands/build/build-start.ts';
import type { RunView } from '../../../../../adapters/cli/commands/build/run-view.ts';
import { sessionName } from '../../../../../domain/session/session-name.ts';

const [ONE, TWO] = [sessionName('one'), sessionName('two')];

function build(fails = false) {
  const events: string[] = [];
  const start = new BuildStart(
    async (session) => {
      events.push(`show ${session}`);
      return { close: () => void events.push(`hide ${session}`) } as RunView;
    },
    async (session) => {
      events.push(`start ${session}`);
      if (fails) throw new Error('no agent');
      return { cancel: async () => void events.push(`cancel ${session}`) } as PreparedRun;
    },
  );
  return { start, events };
}

it('starts and shows the session once', async () => {
  const { start, events } = build();
  start.prepare(ONE);
  await start.show();
  start.prepare(ONE);
  await start.show();
  await start.run();
  expect(events.sort()).toEqual(['show one', 'start one']);
});

it('ends what belongs to another session before it starts the right one', async () => {
  const { start, events } = build();
  start.prepare(ONE);
  await start.show();
  start.prepare(TWO);
  await start.show();
  await start.run();
  expect(events.filter((event) => /start|cancel/.test(event))).toEqual([
    'start one',
    'cancel one',
    'start two',
  ]);
  expect(events.filter((event) => /show|hide/.test(event))).toEqual(['show one', 'hide one', 'show two']);
});

it('shows the session again after a question', async () => {
  const { start, events } = build();
  start.prepare(ONE);
  await start.show();
  start.hide();
  await start.show();
  expect(events.filter((event) => /show|hide/.test(event))).toEqual(['show one', 'hide one', 'show one']);
});

it('reports a failed start when the run is wanted, and can be cancelled all the same', async () => {
  const { start } = build(true);
  start.prepare(ONE);
  await expect(start.run()).rejects.toThrow('no agent');
  await start.cancel();
});
