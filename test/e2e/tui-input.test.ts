// Specifies what a person can do with keyboard, mouse and clipboard, in the real program in a terminal.
import { describe, expect, it } from 'vitest';
import { Program } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import type { Scenario } from '../support/scripted-agent/scenario.ts';
import {
  expectWhole,
  held,
  KEY,
  leave,
  leaveRunning,
  letGo,
  openBuild,
  placeOf,
  recorded,
} from '../support/tui-program.ts';
import { waitFor } from '../support/wait-for.ts';

const DONE = [mcp('task-add', { content: 'x', status: 'completed' }), mcp('session-complete')];

/** Works until it is let go; then it has an end. */
const WORKING: Scenario = { turns: [{ steps: [{ text: 'I am at work.' }, held('end'), ...DONE] }] };

const FURNISHED: Scenario = {
  turns: [
    {
      steps: [
        { text: 'The needle is here.' },
        { tool: { title: 'Look', output: Array.from({ length: 40 }, (_, i) => `line ${i} end`).join('\n') } },
        { text: 'Another needle at the end.' },
        mcp('task-batch-add', {
          tasks: [{ content: 'First job' }, { content: 'Second job' }, { content: 'Third job' }],
        }),
        mcp('note-add', { type: 'learning', content: 'A thing learned' }),
        { text: 'I am at work.' },
        held('end'),
        mcp('task-batch-status', {}),
      ],
    },
  ],
};

describe('a message', () => {
  it('is queued while the agent works, delivered after its turn, and shown as said', async () => {
    const program = new Program();
    const { ui, agent } = openBuild(program, {
      reactions: [{ when: '^look at', steps: [{ text: 'I have looked.' }, held('rest'), ...DONE] }],
      turns: [{ steps: [{ text: 'I am at work.' }, held('end')] }],
    });
    await ui.waitForText('I am at work.');
    ui.type('ilook at this');
    ui.type(KEY.altEnter);
    ui.type('and at that');
    await ui.waitForText(/ {2}> look at this\n {4}and at that/);
    ui.type(KEY.enter);
    await ui.waitForText('1 queued');
    await ui.waitForText('◌ look at this and at that');
    expect(agent.prompts()).toHaveLength(1);
    letGo(program, 'end');
    await ui.waitForText('I have looked.');
    expect(agent.prompts().at(-1)?.text).toBe('look at this\nand at that');
    const screen = (await expectWhole(ui)).join('\n');
    expect(screen).toMatch(/look at this +┃/);
    expect(screen).toMatch(/with the agent/);
    expect(screen.indexOf('look at this')).toBeLessThan(screen.indexOf('I have looked.'));
    const [sent] = await recorded(program, 'UserMessageSent');
    expect(sent).toMatchObject({ data: { text: 'look at this\nand at that' } });
    letGo(program, 'rest');
    await ui.waitForText('Session complete');
    await ui.waitForNoText('queued');
    await recorded(program, 'UserMessagesDelivered');
    expect(await leave(ui)).toBe(0);
  });

  it('sent now interrupts the turn', async () => {
    const program = new Program();
    const { ui } = openBuild(program, {
      reactions: [{ when: '^stop', steps: [{ text: 'I stopped.' }, ...DONE] }],
      turns: [{ steps: [{ text: 'I am at work.' }, { hang: true }] }],
    });
    await ui.waitForText('I am at work.');
    ui.type(`istop that${KEY.prefix}${KEY.enter}`);
    await ui.waitForText('Session complete');
    expect((await ui.screen()).join('\n')).toContain('I stopped.');
    expect(await leave(ui)).toBe(0);
  });

  it('of 100 KB of mixed scripts and emoji arrives whole', async () => {
    const program = new Program();
    const { ui, agent } = openBuild(program, {
      reactions: [{ when: '^漢字', steps: DONE }],
      turns: [{ steps: [{ text: 'I am at work.' }, held('end')] }],
    });
    await ui.waitForText('I am at work.');
    const line = '漢字かな交じり文 한국어 👩‍👩‍👧‍👦 🇩🇪 ❤️ ascii é e\u0301';
    const lines = Array.from({ length: 1_200 }, (_, number) => `${line} ${number}`);
    const text = lines.join('\n');
    expect(Buffer.byteLength(text)).toBeGreaterThan(100_000);
    ui.paste(text);
    await ui.waitForText('1199');
    await expectWhole(ui);
    ui.type(KEY.enter);
    await ui.waitForText('1 queued');
    letGo(program, 'end');
    await ui.waitForText('Session complete');
    expect(agent.prompts().at(-1)?.text).toBe(text);
    expect(await leave(ui)).toBe(0);
  });

  it('that was sent comes back with the arrow key, and Esc leaves what is written', async () => {
    const program = new Program();
    const { ui } = openBuild(program, WORKING);
    await ui.waitForText('I am at work.');
    ui.type(`ithe first${KEY.enter}the second${KEY.enter}half writ`);
    await ui.waitForText('2 queued');
    ui.type(KEY.up);
    await ui.waitForText('  > the second');
    ui.type(KEY.up);
    await ui.waitForText('  > the first');
    ui.type(KEY.down + KEY.down);
    await ui.waitForText('  > half writ');
    ui.type(KEY.escape);
    await waitFor('the input to be left', () => !ui.emulator.isCursorVisible);
    ui.type('?');
    await ui.waitForText('Everywhere');
    ui.type(KEY.escape);
    await ui.waitForNoText('Everywhere');
    await ui.waitForText('  > half writ');
    expect(await leaveRunning(ui)).toBe(130);
  });
});

describe('keys', () => {
  it('do what the help says, and Esc takes it back', async () => {
    const program = new Program();
    const { ui } = openBuild(program, FURNISHED);
    await ui.waitForText('I am at work.');
    await ui.waitForText('* A thing learned');
    const opens: readonly (readonly [keys: string, shows: string | RegExp])[] = [
      ['?', '─ Help ─'],
      ['\x1bOP', '─ Help ─'],
      ['\x10', '─ Commands ─'],
      ['\x0c', /─ Logs \d+ ─/],
      ['\x18l', /─ Logs \d+ ─/],
      ['\x18t', '─ New task ─'],
      ['\x18n', '─ New note ─'],
      ['/', '─ Search ─'],
      ['\x06', '─ Search ─'],
      ['\tg\r', '─ TAS-1 ─'],
      ['\tgj\r', '─ TAS-2 ─'],
      ['\tGk\r', '─ TAS-2 ─'],
      ['\tgs', '─ Status of TAS-1 ─'],
      ['\tn', '─ New task ─'],
      ['\tge', '─ Edit TAS-1 ─'],
      ['\x1b[Z\r', '─ NOT-1 ─'],
      ['\x183n', '─ New note ─'],
      ['\x182g\r', '─ TAS-1 ─'],
    ];
    for (const [keys, shows] of opens) {
      ui.type(keys);
      const title = /╭─ (\S[^─]*) ─/.exec((await ui.waitForText(shows)).join('\n'))?.[0] ?? '';
      ui.type(KEY.escape);
      const closed = typeof shows === 'string' ? shows : title;
      await ui.waitForNoText(closed);
      // To the agent output again, with nothing selected.
      ui.type('\x181');
    }
    await expectWhole(ui);
    ui.type('??');
    await ui.waitForText('─ Help ─');
    ui.type(KEY.escape);
    await ui.waitForNoText('─ Help ─');

    ui.type('\x13');
    await ui.waitForNoText('TAS-2 Second');
    ui.type('\x18b');
    await ui.waitForText('TAS-2 Second');
    ui.type('g');
    await ui.waitForText('The needle is here.');
    ui.type('j ');
    await ui.waitForText('line 0 end');
    ui.type('\x18d');
    await ui.waitForText('I am at work.');
    ui.type('\x18r');
    await ui.waitForText('the run is active; restart it after it has ended');
    await expectWhole(ui);
    expect(await leaveRunning(ui)).toBe(130);
  });

  it('find a text, go through what was found, and copy it to the clipboard', async () => {
    const program = new Program();
    const { ui } = openBuild(program, FURNISHED, { columns: 100, rows: 25 });
    await ui.waitForText('I am at work.');
    ui.type('/needle\r');
    await ui.waitForText('2/2 “needle”');
    await ui.waitForText('Another needle at the end.');
    ui.type('n');
    await ui.waitForText('The needle is here.');
    ui.type('y');
    await ui.waitForText('✓ copied');
    const copied = Buffer.from('The needle is here.').toString('base64');
    expect(ui.output).toContain(`\x1b]52;c;${copied}`);
    ui.type(KEY.escape);
    await ui.waitForNoText('“needle”');
    const place = await placeOf(ui, 'Another needle at the end.');
    ui.drag({ x: place.x + 8, y: place.y }, { x: place.x + 13, y: place.y });
    const selected = Buffer.from('needle').toString('base64');
    await waitFor('the selection', () => ui.output.includes(`\x1b]52;c;${selected}`));
    await expectWhole(ui);
    expect(await leaveRunning(ui)).toBe(130);
  });

  it('run any command by its name', async () => {
    const program = new Program();
    const { ui } = openBuild(program, WORKING);
    await ui.waitForText('I am at work.');
    ui.type('\x10');
    await ui.waitForText('─ Commands ─');
    ui.type('logs');
    await ui.waitForText('> logs');
    ui.type(KEY.enter);
    await ui.waitForText(/─ Logs \d+ ─/);
    expect(await leaveRunning(ui)).toBe(130);
  });
});

it('tasks and notes that a person writes and changes are recorded as his', async () => {
  const program = new Program();
  const { ui } = openBuild(program, WORKING);
  await ui.waitForText('I am at work.');
  ui.type('\x18t');
  await ui.waitForText('─ New task ─');
  ui.type(`Written by hand\t\x13`);
  await ui.waitForText('TAS-1 Written by hand');
  ui.type('\x18n');
  await ui.waitForText('─ New note ─');
  ui.type(`Remember this\t\x13`);
  await ui.waitForText(/[*!›◇] Remember this/);
  ui.type(`\x182`);
  ui.type('gs');
  await ui.waitForText('─ Status of TAS-1 ─');
  ui.type(`j${KEY.enter}`);
  await ui.waitForText('● TAS-1');
  ui.type('e');
  await ui.waitForText('─ Edit TAS-1 ─');
  ui.type(` again\x13`);
  await ui.waitForText('TAS-1 Written by hand again');
  ui.type('4');
  await ui.waitForText(/TAS-1 Written by hand again +▲/);
  await expectWhole(ui);
  const wanted = ['TaskAdded', 'NoteAdded', 'TaskStatusChanged', 'TaskContentChanged', 'TaskPriorityChanged'];
  const events = await waitFor('all changes in the store', async () => {
    const all = await program.events();
    return wanted.every((type) => all.some((event) => event.type === type)) && all;
  });
  const changes = events.filter(({ type }) => wanted.includes(type));
  expect(changes.map(({ type, actor }) => `${type} ${actor}`)).toEqual(wanted.map((type) => `${type} user`));
  expect(await leaveRunning(ui)).toBe(130);
});

it('the mouse opens what is clicked, scrolls what is below it, and presses the buttons', async () => {
  const program = new Program();
  const { ui } = openBuild(program, FURNISHED, { columns: 110, rows: 26 });
  await ui.waitForText('I am at work.');
  await ui.waitForText('* A thing learned');
  const task = await placeOf(ui, 'TAS-2 Second job');
  ui.click(task.x, task.y);
  ui.click(task.x, task.y);
  await ui.waitForText('─ TAS-2 ─');
  ui.type(KEY.escape);
  await ui.waitForNoText('─ TAS-2 ─');

  for (let turns = 0; turns < 12; turns++) ui.wheel(10, 10, -1);
  await ui.waitForText('The needle is here.');
  const call = await placeOf(ui, 'Look');
  ui.click(call.x, call.y);
  await ui.waitForText('line 0 end');
  for (let turns = 0; turns < 40; turns++) ui.wheel(10, 10, 1);
  await ui.waitForText('I am at work.');

  const buttons = (await ui.screen()).at(-1) ?? '';
  const last = ui.emulator.size.rows - 1;
  ui.click(buttons.indexOf('Logs'), last);
  await ui.waitForText(/─ Logs \d+ ─/);
  ui.type(KEY.escape);
  await ui.waitForNoText('─ Logs');
  ui.click(buttons.indexOf('Notes'), last);
  ui.type(KEY.enter);
  await ui.waitForText('─ NOT-1 ─');
  ui.type(KEY.escape);
  await ui.waitForNoText('─ NOT-1 ─');
  ui.click(10, last - 1);
  await waitFor('the cursor in the input', () => ui.emulator.isCursorVisible);
  ui.click(buttons.indexOf('ctrl+c quit'), last);
  await ui.waitForText('Force quit');
  const stay = await placeOf(ui, 'Stay');
  ui.click(stay.x, stay.y);
  await ui.waitForNoText('Force quit');
  await expectWhole(ui);
  expect(await leaveRunning(ui)).toBe(130);
});
