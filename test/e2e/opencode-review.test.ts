// Specifies with the real opencode that a reviewer returns work once, and accepts what became of it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startModelServer } from '../support/model-server/model-server.ts';
import { setUpOpencode } from '../support/model-server/opencode-fixture.ts';
import { bash, byPrompt, edit, inOrder, say, tool, write } from '../support/model-server/script.ts';
import { jsonLines, Program } from '../support/program.ts';

const REASON = 'sum.js subtracts, the task says that it adds';
const WRONG = 'export const sum = (a, b) => a - b;\n';

it('a reviewer that returns once and then accepts', { timeout: 180_000 }, async () => {
  const program = new Program();
  const file = program.path('sum.js');
  const seen = join(program.base, 'seen');
  const completes = tool('iteratr_task-status', { id: 'TAS-1', status: 'completed' });
  const model = await startModelServer(
    byPrompt(
      [
        /You review work[\s\S]*# Why the tasks were returned before[\s\S]*it adds/,
        inOrder(tool('iteratr_review-accept', { id: 'TAS-1', reason: 'it adds' }), say('Accepted.')),
      ],
      [
        /You review work[\s\S]*- TAS-1 \[P2\] Write sum[\s\S]*sum\.js \| 1 \+/,
        inOrder(
          bash(`cat sum.js > "${seen}" && pwd >> "${seen}" && echo broken > sum.js`),
          tool('iteratr_task-add', { content: 'What I would like as well' }),
          tool('iteratr_review-return', { id: 'TAS-1', reason: REASON }),
          say('Returned.'),
        ),
      ],
      [
        /You are iteration 2[\s\S]*it adds/,
        inOrder(
          tool('read', { filePath: file }),
          edit(file, 'a - b', 'a + b'),
          completes,
          tool('iteratr_session-complete'),
          say('Fixed.'),
        ),
      ],
      [
        /You are iteration 1 /,
        inOrder(
          tool('iteratr_task-add', { content: 'Write sum' }),
          tool('iteratr_task-status', { id: 'TAS-1', status: 'in_progress' }),
          write(file, WRONG),
          completes,
          tool('iteratr_session-complete'),
          say('Written.'),
        ),
      ],
    ),
  );
  onTestFinished(() => model.close());
  const home = join(program.base, 'opencode');
  const fixture = setUpOpencode({ workTree: program.workTree, home, modelUrl: model.url });
  program.write('iteratr.yml', 'review: true\n');
  program.git('add', '.');
  program.git('commit', '--quiet', '--message', 'Configure');
  const env = {
    ...fixture.env,
    HOME: program.home,
    ITERATR_AGENT: [fixture.command, ...fixture.args].join(' '),
    ITERATR_MODEL: fixture.model,
  };
  const { code, stdout, stderr } = await program.run(['build', '--headless', '--output', 'json'], { env });
  expect(model.failures).toEqual([]);
  expect([code, stderr], stdout).toEqual([0, '']);
  expect(program.read('sum.js')).toBe('export const sum = (a, b) => a + b;\n');

  const judged = (await program.events()).flatMap(({ type, data }) =>
    /^(Review|TaskRe|Completion|SessionCom)/.test(type) ? [[type, (data as { reason?: string }).reason]] : [],
  );
  expect(judged).toEqual([
    ['CompletionRequested', undefined],
    ['ReviewStarted', undefined],
    ['TaskReturned', REASON],
    ['ReviewEnded', undefined],
    ['CompletionRefused', 'still open: TAS-1'],
    ['CompletionRequested', undefined],
    ['ReviewStarted', undefined],
    ['TaskReviewed', 'it adds'],
    ['ReviewEnded', undefined],
    ['SessionCompleted', undefined],
  ]);
  const ended = jsonLines(stdout).at(-1) as { shares?: { role: string }[]; proof?: unknown };
  expect(ended.shares?.map(({ role }) => role)).toEqual(['work', 'review']);
  expect(ended.proof).toMatchObject({ tasks: { unverified: ['TAS-1'] }, reviewed: ['TAS-1'] });

  // The reviewer worked elsewhere, and nothing is left of it.
  const [content, place = ''] = readFileSync(seen, 'utf8').split('\n');
  expect(`${content}\n`).toBe(WRONG);
  expect(place).toMatch(/iteratr-review-/);
  expect(existsSync(place)).toBe(false);
  expect(program.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
  expect(readdirSync(join(home, 'tmp')).filter((name) => name.startsWith('iteratr-'))).toEqual([]);
  expect(await program.nothingLeft()).toEqual([]);
});
