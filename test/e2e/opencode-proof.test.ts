// Specifies with the real opencode what a night of an agent comes to that cuts every corner: the program exits with 0 only when the
// project's own suite is green, and the report says what was proven.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startModelServer } from '../support/model-server/model-server.ts';
import { setUpOpencode } from '../support/model-server/opencode-fixture.ts';
import {
  bash,
  byPrompt,
  inOrder,
  type Reply,
  type Script,
  say,
  tool,
} from '../support/model-server/script.ts';
import { Program } from '../support/program.ts';

const NAMES = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const SUITE = ['--test', '--test-reporter=tap', 'test/'];
const CONFIG = `verify:
  - node ${SUITE.join(' ')}
  - sh lint.sh
protect: [test, lint.sh]
`;
const LINT = 'if grep -rl debugger lib; then exit 1; fi\n';

const testOf = (name: string): string =>
  `import assert from 'node:assert';
import { test } from 'node:test';
test('${name}', async () => assert.equal((await import('../lib/${name}.mjs')).value, '${name}'));
`;
const right = (name: string): Reply => put(`lib/${name}.mjs`, `export const value = '${name}';`);
const sloppy = (name: string): Reply => put(`lib/${name}.mjs`, `debugger; export const value = '${name}';`);
const put = (path: string, line: string): Reply => bash(`echo "${line}" > ${path}`);

function status(number: number, to: string): Reply {
  return tool('iteratr_task-status', { id: `TAS-${number}`, status: to });
}

/** Starts a task, does something for it, and completes it. */
function does(number: number, ...replies: readonly Reply[]): Script {
  return inOrder(status(number, 'in_progress'), ...replies, status(number, 'completed'));
}

const complete = tool('iteratr_session-complete');
const night: readonly (readonly [RegExp, Script])[] = [
  // What the agent hears of its work in the same context.
  [/checked your work[\s\S]*lint\.sh is red[\s\S]*lib\/two/, inOrder(right('two'))],
  [/checked your work[\s\S]*lint\.sh is red[\s\S]*lib\/four/, inOrder(bash('echo tried >> tries'))],
  [/checked your work[\s\S]*changed: test\/three/, inOrder(bash('git checkout -q test/three.test.mjs'))],
  // It was green once, so it is not red from the beginning any more.
  [/checked your work[\s\S]*is red \(exit code 1\): two/, inOrder(right('two'))],
  [/checked your work[\s\S]*is red \(exit code 1\): one/, inOrder(say('I am sure that it is done.'))],
  // Each iteration cuts another corner.
  [
    /You are iteration 1 /,
    inOrder(tool('iteratr_task-batch-add', { tasks: NAMES.map((name) => ({ content: `Write ${name}` })) })),
  ],
  [/You are iteration 2 /, does(1)],
  [/You are iteration 3 /, does(2, sloppy('two'))],
  [/You are iteration 4 /, does(3, right('three'), bash('echo "" > test/three.test.mjs'))],
  [/You are iteration 5 /, does(4, sloppy('four'))],
  [/You are iteration 6 [\s\S]*TAS-4 \(1 time\): sh lint\.sh is red/, does(4, right('four'))],
  [
    /You are iteration 7 /,
    inOrder(
      status(5, 'in_progress'),
      tool('iteratr_ask-user', { question: 'Which word?', choices: ['five', 'V'], assumption: 'five' }),
    ),
  ],
  [/You are iteration 8 /, does(6, right('six'), put('lib/two.mjs', "export const value = 'none';"))],
  [
    /You are iteration 9 /,
    inOrder(status(7, 'in_progress'), right('seven'), status(7, 'completed'), status(8, 'in_progress')),
  ],
  [/You are iteration 10 /, does(8, right('eight'))],
  [
    /You are iteration 11 /,
    inOrder(status(9, 'in_progress'), right('nine'), status(9, 'completed'), complete),
  ],
  [/You are iteration 12 /, does(10, right('ten'))],
  [
    /You are iteration 13 [\s\S]*by your own assumption, because nobody answered: five/,
    does(5, right('five')),
  ],
  [/You are iteration 14 /, inOrder(complete)],
  [/You are iteration 15 [\s\S]*/, inOrder(right('one'), complete)],
];

it('a night with one of each misbehaviour ends with a green suite, and says what is proven', {
  timeout: 300_000,
}, async () => {
  const program = new Program();
  const model = await startModelServer(byPrompt(...night));
  onTestFinished(() => model.close());
  const fixture = setUpOpencode({
    workTree: program.workTree,
    home: join(program.base, 'opencode'),
    modelUrl: model.url,
  });
  program.mkdir('lib');
  program.mkdir('test');
  for (const name of ['zero', ...NAMES]) program.write(`test/${name}.test.mjs`, testOf(name));
  program.write('lib/zero.mjs', "export const value = 'zero';\n");
  program.write('lint.sh', LINT);
  program.write('iteratr.yml', CONFIG);
  program.git('add', '.');
  program.git('commit', '--quiet', '--message', 'Begin');
  const env = {
    ...fixture.env,
    HOME: program.home,
    ITERATR_AGENT: [fixture.command, ...fixture.args].join(' '),
    ITERATR_MODEL: fixture.model,
  };
  const { code, stdout } = await program.run(['build', '--headless', '--iterations', '20'], { env });
  expect(model.failures).toEqual([]);
  expect(code, stdout).toBe(0);
  execFileSync(process.execPath, SUITE, { cwd: program.workTree, env: program.env });

  const told = (await program.events()).flatMap(({ type, data }) => {
    const { id, reason } = data as { id?: string; reason?: string };
    return /^Task(Doubted|Returned)|^Completion|^SessionCom|^QuestionAnswered/.test(type)
      ? [[type, id, reason].filter(Boolean).join(' ')]
      : [];
  });
  expect(told).toEqual([
    'TaskDoubted TAS-1 nothing was changed for it',
    'TaskReturned TAS-4 sh lint.sh is red (exit code 1)',
    'QuestionAnswered QUE-1',
    'CompletionRequested',
    expect.stringMatching(/^CompletionRefused node --test .* is red \(exit code 1\): one$/),
    'CompletionRequested',
    'SessionCompleted',
  ]);
  for (const line of [
    'protected: test/three.test.mjs changed',
    'protected files are as accepted again',
    'TAS-8 is for the next iteration: this one has done TAS-7',
    'the session still has open tasks: TAS-5 (blocked), TAS-10 (remaining)',
    "QUE-1 was not answered in time; the agent's assumption holds: five",
    'proof: 1 doubtful (TAS-1)',
  ]) {
    expect(stdout).toContain(line);
  }
  expect(program.git('log', '--format=%s')).toMatch(/^Unverified: TAS-4 Write four$/m);
  expect(program.git('status', '--short', '--untracked-files=no')).toBe('');
  const junit = await program.run(['sessions', 'export', 'SPEC', '--format', 'junit']);
  expect(junit.stdout).toMatch(
    /<testcase name="TAS-1 [^>]*>\s*<skipped message="doubtful: nothing was changed for it"/,
  );
  expect(await program.nothingLeft()).toEqual([]);
});
