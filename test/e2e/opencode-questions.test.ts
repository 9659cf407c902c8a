// Specifies with the real opencode that a run waits for an answer from another terminal, notices an edit of its spec, and ends a
// check that hangs.
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startModelServer } from '../support/model-server/model-server.ts';
import { setUpOpencode } from '../support/model-server/opencode-fixture.ts';
import { bash, byPrompt, inOrder, say, tool } from '../support/model-server/script.ts';
import { Program } from '../support/program.ts';

const CHECKS = '[{command: "if [ -e hang ]; then sleep 100; fi", timeout: 2}]';

function status(to: string) {
  return tool('iteratr_task-status', { id: 'TAS-1', status: to });
}

it('an answer from a second terminal, a spec edited meanwhile, and a check that hangs', {
  timeout: 180_000,
}, async () => {
  const program = new Program();
  const model = await startModelServer(
    byPrompt(
      [/is not accepted:[\s\S]* timed out/, inOrder(bash('rm hang'), say('It ends now.'))],
      [
        /The spec was edited[\s\S]*by the user:[\s\S]*\+- log each request[\s\S]*You are iteration 2 [\s\S]*answer of the user: 8080/,
        inOrder(
          status('in_progress'),
          bash('echo "listen(8080)" > server.txt; touch hang'),
          status('completed'),
          tool('iteratr_session-complete'),
        ),
      ],
      [
        /You are iteration 1 /,
        inOrder(
          tool('iteratr_task-add', { content: 'Write the server' }),
          status('in_progress'),
          tool('iteratr_ask-user', { question: 'Which port?', choices: ['8080', '9090'] }),
          say('I wait.'),
        ),
      ],
    ),
  );
  onTestFinished(() => model.close());
  const home = join(program.base, 'opencode');
  const fixture = setUpOpencode({ workTree: program.workTree, home, modelUrl: model.url });
  program.write('specs/SPEC.md', '# Server\n\n- listen on a port\n');
  const env = {
    ...fixture.env,
    HOME: program.home,
    ITERATR_AGENT: [fixture.command, ...fixture.args].join(' '),
    ITERATR_MODEL: fixture.model,
    ITERATR_VERIFY: CHECKS,
    ITERATR_ANSWER_TIMEOUT: '120',
  };
  const build = program.start(['build', '--headless', '--iterations', '4'], { env });
  await build.printed('waiting 2 min');
  program.write('specs/SPEC.md', '# Server\n\n- listen on a port\n- log each request\n');
  expect(await program.run(['answer', 'QUE-1', '1', '--name', 'SPEC'])).toMatchObject({ code: 0 });
  const { code, stdout } = await build.ended;
  expect(model.failures).toEqual([]);
  expect(code, stdout).toBe(0);
  for (const line of [
    'QUE-1 answered by the user: 8080',
    'the spec was edited by the user (1 line added, 0 removed)',
    'if [ -e hang ]; then sleep 100; fi timed out',
    'TAS-1 verified',
  ]) {
    expect(stdout).toContain(line);
  }
  expect(await program.nothingLeft()).toEqual([]);
});
