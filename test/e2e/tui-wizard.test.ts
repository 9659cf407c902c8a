// Specifies `iteratr build` without a spec as a user sees it: the real program in a terminal, page by page.
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Program } from '../support/program.ts';
import { mcp, ONE_TASK } from '../support/scenarios.ts';
import type { Scenario } from '../support/scripted-agent/scenario.ts';
import { expectGivenBack, held, KEY, leave, letGo, openTerminal, recorded } from '../support/tui-program.ts';
import { waitFor } from '../support/wait-for.ts';

const CTRL_U = '\x15';
const MODELS = { style: 'config', current: 'lab/small', available: ['lab/small', 'lab/large'] } as const;
const OFFERING: Scenario = { ...ONE_TASK, models: MODELS };

/** One task done, one open. */
const HALF_DONE: Scenario = {
  turns: [
    {
      steps: [
        mcp('task-batch-add', { tasks: [{ content: 'Write one' }, { content: 'Write two' }] }),
        mcp('task-status', { id: 'TAS-1', status: 'completed' }),
      ],
    },
  ],
};

function open(program: Program, scenario: Scenario = OFFERING, args: readonly string[] = [], env = {}) {
  const agent = program.agent(scenario);
  const all = { ITERATR_AGENT: agent.commandLine, ITERATR_MODEL: undefined, ...env };
  return { agent, ui: openTerminal(program, ['build', ...args], { columns: 80, rows: 24, env: all }) };
}

type Ui = ReturnType<typeof open>['ui'];

async function untilComplete(ui: Ui): Promise<void> {
  await ui.waitForText('Session complete');
  expect(await leave(ui)).toBe(0);
  expectGivenBack(ui);
}

/** An editor that puts this line before the text. */
function editorAdding(program: Program, line: string): string {
  const path = join(program.base, 'editor.sh');
  writeFileSync(path, `#!/bin/sh\n{ echo '${line}'; cat "$1"; } > "$1.new" && mv "$1.new" "$1"\n`);
  chmodSync(path, 0o755);
  return path;
}

describe('a new session', () => {
  it('is asked for page by page, and built', async () => {
    const program = new Program();
    writeFileSync(program.path('specs', 'other.txt'), 'Another one\n');
    const { ui, agent } = open(program);
    await ui.waitForText(/› specs\/SPEC\.md/);
    ui.type('oth');
    await ui.waitForText(/› specs\/other\.txt/);
    ui.type(KEY.enter);
    await ui.waitForText(/› lab\/small/);
    ui.type(`${KEY.down}${KEY.enter}`);
    await ui.waitForText('Which prompt template?');
    ui.type(KEY.enter);
    await ui.waitForText(/> other/);
    ui.type(`${CTRL_U}mine${KEY.tab}${CTRL_U}4${KEY.enter}`);
    await untilComplete(ui);
    const [started] = await program.events('mine');
    expect(started?.data).toMatchObject({
      spec: 'specs/other.txt',
      specPath: 'specs/other.txt',
      model: 'lab/large',
      limits: { iterations: 4 },
    });
    expect(agent.prompts()[0]).toMatchObject({ model: 'lab/large' });
    expect(agent.prompts()[0]?.text).toContain('Another one');
  });

  it('keeps on the way back what was entered', async () => {
    const program = new Program();
    const { ui } = open(program);
    await ui.waitForText(/› specs\/SPEC\.md/);
    ui.type(KEY.enter);
    await ui.waitForText(/› lab\/small/);
    ui.type(`${KEY.down}${KEY.enter}`);
    await ui.waitForText('Which prompt template?');
    ui.type(KEY.enter);
    await ui.waitForText(/> SPEC/);
    ui.type(`${CTRL_U}mine${KEY.tab}${CTRL_U}7${KEY.escape}`);
    await ui.waitForText('Which prompt template?');
    ui.type(KEY.escape);
    await ui.waitForText(/› lab\/large/);
    ui.type(KEY.escape);
    await ui.waitForText(/› specs\/SPEC\.md/);
    ui.type(KEY.enter);
    await ui.waitForText(/› lab\/large/);
    ui.type(KEY.enter);
    await ui.waitForText('Which prompt template?');
    ui.type(KEY.enter);
    await ui.waitForText(/> mine[\s\S]*> 7/);
    ui.type(KEY.ctrlC);
    expect((await ui.exited).code).toBe(130);
  });

  it('tells at the field what is wrong', async () => {
    const program = new Program();
    await program.build(HALF_DONE, ['-i', '1']);
    const { ui } = open(program);
    await ui.waitForText(/› A new session/);
    ui.type(KEY.enter);
    await ui.waitForText(/› specs\/SPEC\.md/);
    ui.type(KEY.enter);
    await ui.waitForText(/› lab\/small/);
    ui.type(KEY.enter);
    await ui.waitForText('Which prompt template?');
    ui.type(KEY.enter);
    await ui.waitForText(/> SPEC/);
    ui.type(KEY.enter);
    await ui.waitForText('✗ session "SPEC" exists');
    ui.type(`${CTRL_U}no good`);
    await ui.waitForText('✗ "no good" is not a session name');
    ui.type(`${CTRL_U}-3`);
    await ui.waitForText('✗ "-3" begins with "-"');
    ui.type(`${CTRL_U}good${KEY.tab}x`);
    await ui.waitForText('✗ enter a whole number');
    ui.type(`${CTRL_U}1${KEY.enter}`);
    await untilComplete(ui);
    expect(await program.events('good')).not.toEqual([]);
  });

  it('starts the agent for its models once, whatever way is taken, and leads to a clicked step', async () => {
    const program = new Program();
    const agent = program.agent(OFFERING);
    const starts = join(program.base, 'starts');
    const script = join(program.base, 'agent.sh');
    writeFileSync(script, `#!/bin/sh\necho started >> '${starts}'\nexec ${agent.commandLine}\n`, {
      mode: 0o755,
    });
    const { ui } = open(program, OFFERING, [], { ITERATR_AGENT: script });
    for (const _ of [1, 2]) {
      await ui.waitForText(/› specs\/SPEC\.md/);
      ui.type(KEY.enter);
      await ui.waitForText(/› lab\/small/);
      ui.type(KEY.enter);
      await ui.waitForText('Which prompt template?');
      ui.click(3, 1);
    }
    await ui.waitForText(/› specs\/SPEC\.md/);
    expect(readFileSync(starts, 'utf8')).toBe('started\n');
    ui.type(KEY.ctrlC);
    expect((await ui.exited).code).toBe(130);
  });

  it('offers an interview where there is no spec, which then is built', async () => {
    const program = new Program();
    rmSync(program.path('specs', 'SPEC.md'));
    const turns = [
      { steps: [mcp('submit-spec', { content: '# CSV export' })] },
      { steps: [mcp('task-add', { content: 'The encoder', status: 'completed' }), mcp('session-complete')] },
    ];
    const { ui } = open(program, { ...OFFERING, turns }, [], { ITERATR_MODEL: 'lab/small' });
    await ui.waitForText(/› Write one with the agent/);
    ui.type(KEY.enter);
    await ui.waitForText('What do you want to build?');
    ui.type(`CSV export${KEY.enter}`);
    await ui.waitForText('What do you want, and what for?');
    ui.type('Lists as CSV\x13');
    await ui.waitForText('Save it');
    ui.type('s');
    await ui.waitForText('specs/csv-export.md');
    ui.type(KEY.enter);
    await ui.waitForText('Build it now?');
    ui.type(KEY.enter);
    await untilComplete(ui);
    expect(await program.events('csv-export')).not.toEqual([]);
  });

  it('takes a spec that is typed, and says what is wrong with it', async () => {
    const program = new Program();
    writeFileSync(program.path('idea'), '# Idea\n');
    const { ui } = open(program);
    await ui.waitForText('another file…');
    ui.type('nothing-there');
    await ui.waitForText('another file: nothing-there');
    ui.type(KEY.enter);
    await ui.waitForText('does not exist');
    await ui.waitForText(/› specs\/SPEC\.md/);
    ui.type('idea');
    await ui.waitForText('another file: idea');
    ui.type(KEY.enter);
    await ui.waitForText(/› lab\/small/);
    ui.type(KEY.escape);
    await ui.waitForText(/› idea/);
    ui.type(KEY.ctrlC);
    expect((await ui.exited).code).toBe(130);
  });

  it('can be built with a template changed on the way, which is saved', async () => {
    const program = new Program();
    const env = { EDITOR: editorAdding(program, 'Be brief, {{ session }}.') };
    const { ui, agent } = open(program, OFFERING, [], env);
    await ui.waitForText(/› specs\/SPEC\.md/);
    ui.type(KEY.enter);
    await ui.waitForText(/› lab\/small/);
    ui.type(KEY.enter);
    await ui.waitForText('Which prompt template?');
    ui.type('e');
    await ui.waitForText(/changed: saved as \.iteratr\.template[\s\S]*Be brief/);
    expect(existsSync(program.path('.iteratr.template'))).toBe(false);
    ui.type(KEY.enter);
    await ui.waitForText(/> SPEC/);
    ui.type(KEY.enter);
    await untilComplete(ui);
    expect(agent.prompts()[0]?.text).toMatch(/^Be brief, SPEC\./);
    expect(program.read('.iteratr.template')).toMatch(/^Be brief, \{\{ session \}\}\./);
  });

  it('cannot use a template that is broken, and says where it is', async () => {
    const program = new Program();
    const { ui } = open(program, OFFERING, [], { EDITOR: editorAdding(program, '{{ sesion }}') });
    await ui.waitForText(/› specs\/SPEC\.md/);
    ui.type(KEY.enter);
    await ui.waitForText(/› lab\/small/);
    ui.type(KEY.enter);
    await ui.waitForText('enter use it');
    ui.type('e');
    await ui.waitForText('default template:1:4: undefined variable: sesion');
    const screen = (await ui.screen()).join('\n');
    expect(screen).not.toContain('use it');
    ui.type(KEY.ctrlC);
    expect((await ui.exited).code).toBe(130);
    expect(existsSync(program.path('.iteratr.template'))).toBe(false);
  });

  it('lets a model be typed when the agent does not start', async () => {
    const program = new Program();
    const { ui } = open(program, OFFERING, [], { ITERATR_AGENT: 'no-such-agent' });
    await ui.waitForText(/› specs\/SPEC\.md/);
    ui.type(KEY.enter);
    await ui.waitForText(/no-such-agent[\s\S]*Try again/);
    ui.type('lab/own');
    await ui.waitForText('another model: lab/own');
    ui.type(`${KEY.down}${KEY.enter}`);
    await ui.waitForText('Which prompt template?');
    ui.type(KEY.ctrlC);
    expect((await ui.exited).code).toBe(130);
  });

  it('can be asked for with the mouse alone', async () => {
    const program = new Program();
    const { ui } = open(program);
    const click = async (text: string) => {
      const screen = await ui.waitForText(text);
      const y = screen.findIndex((row) => row.includes(text));
      ui.click([...(screen[y] ?? '').slice(0, screen[y]?.indexOf(text))].length, y);
    };
    await click('specs/SPEC.md');
    await click('lab/large');
    await click('use it');
    await ui.waitForText('How should it run?');
    await click('enter continue');
    await untilComplete(ui);
    expect((await program.events())[0]?.data).toMatchObject({ model: 'lab/large' });
  });
});

describe('a session that there is', () => {
  it('goes on with its spec and a model of choice', async () => {
    const program = new Program();
    await program.build(HALF_DONE, ['-i', '1']);
    const { ui, agent } = open(program, {
      models: MODELS,
      turns: [{ steps: [mcp('task-status', { id: 'TAS-2', status: 'completed' }), mcp('session-complete')] }],
    });
    await ui.waitForText(/SPEC +1\/2 tasks · stopped · just now/);
    ui.type(`${KEY.down}${KEY.enter}`);
    await ui.waitForText('Which model');
    await ui.waitForText('lab/large');
    ui.type('large');
    await ui.waitForText(/› lab\/large/);
    ui.type(KEY.enter);
    await untilComplete(ui);
    expect(agent.prompts()).toMatchObject([{ model: 'lab/large' }]);
    expect(await recorded(program, 'IterationStarted', 2)).toMatchObject([
      { data: { number: 1 } },
      { data: { number: 2 } },
    ]);
  });

  it('asks for the spec when that is gone', async () => {
    const program = new Program();
    writeFileSync(program.path('specs', 'old.md'), '# Old\n');
    await program.build(HALF_DONE, ['-i', '1', '--spec', 'specs/old.md']);
    writeFileSync(program.path('specs', 'old.md'), '');
    const { ui } = open(program);
    await ui.waitForText(/old +1\/2 tasks/);
    ui.type(`${KEY.down}${KEY.enter}`);
    await ui.waitForText('the spec');
    await ui.waitForText('is empty');
    ui.type(`${KEY.escape}`);
    await ui.waitForText(/› old/);
    ui.type(KEY.escape);
    expect((await ui.exited).code).toBe(130);
  });

  it('cannot be chosen while it is run: it says how to look on', async () => {
    const program = new Program();
    const build = program.startBuild({ turns: [{ steps: [held('end'), { text: 'nothing' }] }] }, ['-i', '1']);
    await build.printed('Iteration 1');
    const { ui } = open(program);
    await ui.waitForText(/SPEC +0\/0 tasks · running/);
    ui.type(`${KEY.down}${KEY.enter}`);
    await ui.waitForText('iteratr attach --name SPEC');
    ui.type(KEY.escape);
    expect((await ui.exited).code).toBe(130);
    letGo(program, 'end');
    expect((await build.ended).code).toBe(3);
  });

  it('that is complete is looked at, added to, and run again', async () => {
    const program = new Program();
    await program.build(ONE_TASK, ['-i', '1']);
    const { ui } = open(program, {
      models: MODELS,
      turns: [{ steps: [mcp('task-status', { id: 'TAS-2', status: 'completed' }), mcp('session-complete')] }],
    });
    await ui.waitForText(/SPEC +1\/1 tasks · complete/);
    ui.type(`${KEY.down}${KEY.enter}`);
    await ui.waitForText('lab/large');
    ui.type('small');
    await ui.waitForText(/› lab\/small/);
    ui.type(KEY.enter);
    await ui.waitForText('Run again');
    ui.type('t');
    await ui.waitForText('New task');
    ui.type('Write two\x13');
    // Seen at once, although nothing runs.
    await ui.waitForText('TAS-2 is remaining');
    ui.type('r');
    // The first time there was nothing to do.
    await ui.waitForText(/Iterations +1 +│/);
    expect(await recorded(program, 'SessionCompleted', 2)).toHaveLength(2);
    expect(await leave(ui)).toBe(0);
  });

  it('that is complete can be reset, after a question', async () => {
    const program = new Program();
    await program.build(ONE_TASK, ['-i', '1']);
    const before = await program.events();
    const { ui, agent } = open(program, ONE_TASK, ['--spec', 'specs/SPEC.md', '--model', 'lab/small']);
    await ui.waitForText('Run again');
    ui.type('x');
    await ui.waitForText('1 task, 0 notes, 1 iteration');
    ui.type(`${KEY.down}${KEY.enter}`);
    await waitFor('a second life', () => agent.prompts().length === 1);
    await ui.waitForText(/Iterations +1 +│/);
    expect(await leave(ui)).toBe(0);
    const events = await program.events();
    expect(events.map(({ id }) => id)).not.toContain(before[0]?.id);
    expect(events.filter(({ type }) => type === 'RunStarted')).toHaveLength(1);
  });
});

describe('leaving', () => {
  it.each([
    ['Esc', KEY.escape],
    ['Ctrl+C', KEY.ctrlC],
  ])('by %s changes nothing', async (_, key) => {
    const program = new Program();
    const before = readdirSync(program.workTree);
    const { ui } = open(program);
    await ui.waitForText('specs/SPEC.md');
    ui.type(key);
    expect((await ui.exited).code).toBe(130);
    expectGivenBack(ui);
    expect((await ui.screen()).join('\n')).toContain('iteratr: nothing was started');
    expect(readdirSync(program.workTree)).toEqual(before);
  });
});

it('asks nothing without a terminal: the default spec is taken, or missed', async () => {
  const program = new Program();
  const agent = program.agent(ONE_TASK);
  const env = { ITERATR_AGENT: agent.commandLine };
  expect((await program.run(['build'], { env })).code).toBe(0);
  mkdirSync(program.path('empty'));
  const { code, stderr } = await program.run(['build'], { env, cwd: program.path('empty') });
  expect(stderr).toMatch(/^iteratr: the spec .*specs\/SPEC\.md does not exist; name a file with --spec\n$/);
  expect(code).toBe(2);
});
