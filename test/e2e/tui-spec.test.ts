// Specifies `iteratr spec` as a user sees it: the real program in a terminal, with an agent that asks and drafts.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startModelServer } from '../support/model-server/model-server.ts';
import { setUpOpencode } from '../support/model-server/opencode-fixture.ts';
import { byPrompt, inOrder, tool } from '../support/model-server/script.ts';
import { Program } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import type { Scenario } from '../support/scripted-agent/scenario.ts';
import { expectGivenBack, KEY, openTerminal } from '../support/tui-program.ts';

const CTRL_S = '\x13';
const DRAFT = '# CSV export\n\n## Tasks\n- [ ] Write the encoder\n';

const DATABASE = { question: 'Which database?', kind: 'single', options: ['SQLite', 'Postgres'] };

const ASKING: Scenario = {
  turns: [
    {
      steps: [
        { text: 'I have looked around.\n' },
        mcp('ask-user', {
          questions: [
            DATABASE,
            { question: 'Which platforms?', kind: 'multiple', options: ['Linux', 'macOS'] },
            { question: 'What must it not do?', kind: 'text' },
          ],
        }),
      ],
    },
    { steps: [{ text: 'I write it down.\n' }, mcp('submit-spec', { content: DRAFT })] },
  ],
};

function open(program: Program, scenario: Scenario, args: readonly string[] = [], size = {}, env = {}) {
  const agent = program.agent(scenario);
  const all = { ITERATR_AGENT: agent.commandLine, ...env };
  return { agent, ui: openTerminal(program, ['spec', ...args], { env: all, ...size }) };
}

type Ui = ReturnType<typeof open>['ui'];

async function answerAll(ui: Ui): Promise<void> {
  await ui.waitForText('Which database?');
  ui.type(`${KEY.down}${KEY.enter}`);
  await ui.waitForText('Which platforms?');
  ui.type(` ${KEY.down} ${KEY.enter}`);
  await ui.waitForText('What must it not do?');
  ui.type(`Overwrite files${CTRL_S}`);
}

describe('a spec by interview', () => {
  it.each([
    ['over HTTP', true],
    ['over stdio, for an agent that can no other', false],
  ])('is asked for, drafted and saved, with the tools %s', async (_, mcpHttp) => {
    const program = new Program();
    const { ui, agent } = open(program, { ...ASKING, mcpHttp });
    await ui.waitForText('What do you want to build?');
    ui.type(`CSV export${KEY.enter}`);
    await ui.waitForText('What do you want, and what for?');
    ui.paste('Users export any list.\nAs CSV.');
    ui.type(CTRL_S);
    await answerAll(ui);
    await ui.waitForText('Write the encoder');
    ui.type('s');
    await ui.waitForText('specs/csv-export.md');
    ui.type(KEY.enter);
    await ui.waitForText('Build it now?');
    ui.type(`${KEY.down}${KEY.enter}`);
    expect((await ui.exited).code).toBe(0);
    expectGivenBack(ui);
    expect((await ui.screen()).join('\n')).toContain('iteratr build --spec specs/csv-export.md');
    expect(program.read('specs/csv-export.md')).toBe(DRAFT);
    const [first, second] = agent.prompts();
    expect(first?.text).toMatch(/CSV export[\s\S]*Users export any list\.\nAs CSV\./);
    expect(second?.text).toMatch(/Postgres[\s\S]*Linux\n {2}and: macOS[\s\S]*Overwrite files/);
    expect(existsSync(join(program.dataDir, 'interview.json'))).toBe(false);
  });

  it('goes back and forth between questions with what was answered, at 40x10', async () => {
    const program = new Program();
    const { ui, agent } = open(program, ASKING, ['-t', 'CSV', '-d', 'Lists as CSV'], {
      columns: 40,
      rows: 10,
    });
    await ui.waitForText('Which database?');
    ui.type(`${KEY.down}${KEY.enter}`);
    await ui.waitForText('Which platforms?');
    ui.type(` ${KEY.escape}`);
    await ui.waitForText(/› Postgres/);
    ui.type(KEY.enter);
    await ui.waitForText(/\[✓\] Linux/);
    ui.type(KEY.enter);
    await ui.waitForText('What must it not do?');
    ui.type(CTRL_S);
    await ui.waitForText('CSV export');
    expect(agent.prompts()[1]?.text).toMatch(/Postgres[\s\S]*Linux\n[\s\S]*no answer: decide yourself/);
    ui.type(KEY.ctrlC);
    expect((await ui.exited).code).toBe(130);
  });

  it('shows a question in plain text as markdown, and takes an answer of several lines', async () => {
    const program = new Program();
    const { ui, agent } = open(
      program,
      {
        turns: [
          { steps: [{ text: 'Which **formats**?\n\n- `csv`\n- `json`\n' }] },
          { steps: [mcp('submit-spec', { content: DRAFT })] },
        ],
      },
      ['-t', 'CSV export', '-d', 'Lists as CSV'],
    );
    await ui.waitForText(/Which formats\?[\s\S]*• csv\n/);
    ui.type(`Both.${KEY.altEnter}First CSV.`);
    ui.type('\x1b\n');
    ui.type('\x1b[13;3uThen JSON.');
    await ui.waitForText(/> Both\.\n +First CSV\.\n *\n +Then JSON\./);
    ui.type(CTRL_S);
    await ui.waitForText('Write the encoder');
    expect(agent.prompts()[1]?.text).toContain('Both.\nFirst CSV.\n\nThen JSON.');
    ui.type(KEY.ctrlC);
    expect((await ui.exited).code).toBe(130);
  });

  it('keeps what was said when it is left, and goes on with it', async () => {
    const program = new Program();
    const first = open(program, ASKING, ['-t', 'CSV export', '-d', 'Lists as CSV']);
    await answerAll(first.ui);
    await first.ui.waitForText('Write the encoder');
    first.ui.type(KEY.escape);
    expect((await first.ui.exited).code).toBe(130);
    expect((await first.ui.screen()).join('\n')).toMatch(/no spec was written.*iteratr spec/);
    const second = open(program, { turns: [{ steps: [mcp('submit-spec', { content: '# Better' })] }] });
    await second.ui.waitForText('Continue with "CSV export"');
    await second.ui.waitForText('3 answers, a draft');
    second.ui.type(KEY.enter);
    await second.ui.waitForText('Better');
    expect(second.agent.prompts()[0]?.text).toMatch(/Lists as CSV[\s\S]*Postgres[\s\S]*Write the encoder/);
    second.ui.type(KEY.enter);
    await second.ui.waitForText('Save the spec');
    second.ui.type(KEY.enter);
    await second.ui.waitForText('Build it now?');
    second.ui.type(`${KEY.down}${KEY.enter}`);
    expect((await second.ui.exited).code).toBe(0);
    expect(program.read('specs/csv-export.md')).toBe('# Better\n');
  });

  it('is kept, and the terminal given back, when the program is told to end', async () => {
    const program = new Program();
    const { ui } = open(program, ASKING, ['-t', 'CSV export', '-d', 'Lists as CSV']);
    await ui.waitForText('Which database?');
    ui.signal('SIGTERM');
    expect((await ui.exited).code).toBe(143);
    expectGivenBack(ui);
    const kept = JSON.parse(readFileSync(join(program.dataDir, 'interview.json'), 'utf8'));
    expect(kept).toMatchObject({ title: 'CSV export', description: 'Lists as CSV' });
  });

  it('starts the build of what was written', async () => {
    const program = new Program();
    const turns = [
      { steps: [mcp('submit-spec', { content: DRAFT })] },
      { steps: [mcp('task-add', { content: 'The encoder', status: 'completed' }), mcp('session-complete')] },
    ];
    const { ui } = open(program, { turns }, ['-t', 'CSV export', '-d', 'Lists as CSV', '-o', 'specs/it.md']);
    await ui.waitForText('Write the encoder');
    ui.type('s');
    await ui.waitForText('Wrote specs/it.md.');
    ui.type(KEY.enter);
    await ui.waitForText('Session complete', 20_000);
    ui.type(KEY.ctrlC);
    expect((await ui.exited).code).toBe(0);
    expect(program.read('specs/it.md')).toBe(DRAFT);
  });

  it('lets the draft be changed in the editor, and says when that fails', async () => {
    const program = new Program();
    const editor = join(program.base, 'editor.sh');
    writeFileSync(editor, '#!/bin/sh\necho "- [ ] By hand" >> "$1"\n', { mode: 0o755 });
    const scenario = { turns: [{ steps: [mcp('submit-spec', { content: DRAFT })] }] };
    const args = ['-t', 'CSV export', '-d', 'Lists as CSV', '-o', 'it.md'];
    const { ui } = open(program, scenario, args, {}, { EDITOR: `'${editor}'` });
    await ui.waitForText('Write the encoder');
    ui.type('e');
    await ui.waitForText('By hand');
    writeFileSync(editor, '#!/bin/sh\nexit 3\n');
    ui.type('e');
    await ui.waitForText(/editor.*3/);
    ui.type('s');
    await ui.waitForText('Wrote it.md.');
    ui.type(KEY.escape);
    expect((await ui.exited).code).toBe(0);
    expect(program.read('it.md')).toBe(`${DRAFT}- [ ] By hand\n`);
  });
});

it('works with the real opencode', { timeout: 120_000 }, async () => {
  const program = new Program();
  const model = await startModelServer(
    byPrompt(
      [/Lists as CSV/, inOrder(tool('iteratr_ask-user', { questions: [DATABASE] }))],
      [/The user's answers/, inOrder(tool('iteratr_submit-spec', { content: DRAFT }))],
    ),
  );
  onTestFinished(() => model.close());
  const home = join(program.base, 'opencode');
  const opencode = setUpOpencode({ workTree: program.workTree, home, modelUrl: model.url });
  const ui = openTerminal(program, ['spec', '-t', 'CSV export', '-d', 'Lists as CSV', '-o', 'specs/it.md'], {
    env: {
      ...opencode.env,
      ITERATR_AGENT: [opencode.command, ...opencode.args].join(' '),
      ITERATR_MODEL: opencode.model,
    },
  });
  await ui.waitForText('Which database?', 60_000);
  ui.type(KEY.enter);
  await ui.waitForText('Write the encoder', 60_000);
  ui.type('s');
  await ui.waitForText('Wrote specs/it.md.');
  ui.type(`${KEY.down}${KEY.enter}`);
  expect((await ui.exited).code).toBe(0);
  expect(program.read('specs/it.md')).toBe(DRAFT);
  expect(model.failures).toEqual([]);
});

describe('an agent that fails', () => {
  it('can be tried again, and the next one knows what was said', async () => {
    const program = new Program();
    const [asking, submitting] = ASKING.turns ?? [];
    const { ui, agent } = open(
      program,
      { turns: [asking, { steps: [{ crash: { code: 3 } }] }, submitting] } as Scenario,
      ['-t', 'CSV export', '-d', 'Lists as CSV'],
    );
    await answerAll(ui);
    await ui.waitForText('ended with code 3');
    ui.type(KEY.enter);
    await ui.waitForText('Write the encoder');
    expect(agent.prompts()[2]?.text).toMatch(/Lists as CSV[\s\S]*Postgres/);
    ui.type(KEY.ctrlC);
    expect((await ui.exited).code).toBe(130);
  });

  it('is named with what to do when it is missing, and nothing is left but what was said', async () => {
    const program = new Program();
    const ui = openTerminal(program, ['spec', '-t', 'CSV', '-d', 'Lists as CSV'], {
      env: { ITERATR_AGENT: 'no-such-agent' },
    });
    await ui.waitForText(/no-such-agent.*was not found/);
    ui.type(KEY.escape);
    expect((await ui.exited).code).toBe(130);
  });
});

describe('what cannot be', () => {
  it('is said before anything is asked', async () => {
    const program = new Program();
    const none = await program.run(['spec']);
    expect([none.code, none.stderr]).toEqual([2, expect.stringMatching(/spec needs a terminal/)]);
    const taken = await program.run(['spec', '--output', 'specs/SPEC.md']);
    expect([taken.code, taken.stderr]).toEqual([
      2,
      expect.stringMatching(/specs\/SPEC\.md.*a file with that name exists/),
    ]);
    expect(existsSync(program.dataDir)).toBe(false);
  });

  it('leaves nothing behind when the user leaves at once', async () => {
    const program = new Program();
    const { ui } = open(program, ASKING);
    await ui.waitForText('What do you want to build?');
    ui.type(KEY.escape);
    expect((await ui.exited).code).toBe(130);
    expect(existsSync(program.dataDir)).toBe(false);
  });
});
