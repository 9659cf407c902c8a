// What a worker is told about the tasks of the others.
import { expect, it } from 'vitest';
import { crewNotice } from '../../../application/prompt/crew-notice.ts';
import type { SessionEvent } from '../../../domain/session/session.events.ts';
import type { Task } from '../../../domain/task/task.ts';
import { taskId } from '../../../domain/task/task.ts';
import { workerName } from '../../../domain/worker/worker.ts';
import { fold, taskAdded } from '../../support/decider-spec.ts';

const [W1, W2] = [workerName(1), workerName(2)];

function noticeBeside(other: Partial<Task>): string {
  const joined = [W1, W2].map(
    (worker): SessionEvent => ({ type: 'WorkerJoined', data: { worker, host: 'here' } }),
  );
  const claimed = [W1, W2].map(
    (worker, at): SessionEvent => ({ type: 'TaskClaimed', data: { id: taskId(at + 1), worker } }),
  );
  const tasks = [taskAdded(1, 'Own', { files: ['own.ts'] }), taskAdded(2, 'Other', other)];
  return crewNotice(fold([...joined, ...tasks, ...claimed]), W1).join('\n');
}

it('names the files of the tasks of the others, and not many', () => {
  const shown = noticeBeside({ files: ['src/a.ts', 'test'] });
  expect(shown).toContain('Your task is TAS-1. Leave');
  expect(shown).toContain('- w2 works on TAS-2: Other (touches src/a.ts, test)\n');
  expect(shown).not.toContain('own.ts');
  expect(noticeBeside({})).toContain('- w2 works on TAS-2: Other\n');
  const many = noticeBeside({ files: Array.from({ length: 100 }, (_, at) => `${at}`.padEnd(60, 'x')) });
  expect(many).toMatch(/touches 0x+, 1x+, 2x+ and 97 more\)\n/);
  expect(noticeBeside({ files: ['x'.repeat(500), 'y'] })).toContain(
    `(touches ${'x'.repeat(500)} and 1 more)`,
  );
});

it('asks for the files of new tasks when none is ready', () => {
  const alone: SessionEvent[] = [{ type: 'WorkerJoined', data: { worker: W1, host: 'here' } }];
  expect(crewNotice(fold(alone), W1).join('\n')).toContain('Name in `files` what each new task will touch');
});
