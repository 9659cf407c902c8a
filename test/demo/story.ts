// What the scripted model does in the demo: a test that fails, a check that refuses, a hook and a message that are answered.
import { join } from 'node:path';
import {
  bash,
  byPrompt,
  edit,
  inOrder,
  type Reply,
  type Script,
  say,
  think,
  together,
  tool,
  write,
} from '../support/model-server/script.ts';
import * as files from './files.ts';

/** What the user says while the third iteration works. */
export const MESSAGE = 'Please accept days as well, as in 2d.';

/** The titles of the tasks, in order. The hook's finding becomes the last one. */
export const TASKS = [
  'Parse a duration such as 1h 30m',
  'Format a number of seconds',
  'Write the command',
  'Refuse a text that is no duration',
] as const;

/** Answers for opencode working in `workTree`. `interrupt` sends the user's message; the model waits for it. */
export function story(workTree: string, interrupt: () => Promise<unknown>): Script {
  const put = (path: string, content: string): Reply => write(join(workTree, path), content);
  const look = (path: string): Reply => tool('read', { filePath: join(workTree, path) });
  const change = (path: string, [before, after]: readonly [string, string]): Reply =>
    edit(join(workTree, path), before, after);

  const first = inOrder(
    together(think('Two functions, and a command that needs both. '), say(PLAN), tasks()),
    status(1, 'in_progress'),
    together(say('First the function and its tests.'), put('parse.js', files.PARSE)),
    put('parse.test.js', files.PARSE_TEST),
    test(),
    together(
      say('`1h 30m` gives 3600: only the first unit counts. I look at the code again.'),
      look('parse.js'),
    ),
    change('parse.js', files.PARSE_FIX),
    test(),
    status(1, 'completed'),
    note('learning', 'Tests are files named *.test.js; node --test finds them.'),
    summary('parse adds all units of a duration. Refusing other texts is a TODO.'),
    say('Red, fixed, **green**. The next iteration continues with `format`.'),
  );
  const second = inOrder(
    together(
      say(
        'The hook found a `TODO` in `parse.js`. It is not part of this task, so it becomes a task of its own.',
      ),
      tool('iteratr_task-add', { content: TASKS[3], priority: 2 }),
    ),
    status(2, 'in_progress'),
    put('format.js', files.FORMAT),
    put('format.test.js', files.FORMAT_TEST),
    together(say('That is simple enough to be done without a look at the tests.'), status(2, 'completed')),
    summary('format writes hours, minutes and seconds, and leaves out what is zero.'),
    say('`format` is done.'),
  );
  const refused = inOrder(
    together(say('The check is right: `format(0)` is empty, and the spec says `0s`.'), look('format.js')),
    change('format.js', files.FORMAT_FIX),
    test(),
    note('tip', 'Run node --test before completing a task: the check does it anyway.'),
    say('Now `format(0)` is `0s`.'),
  );
  const third = inOrder(
    status(3, 'in_progress'),
    put('duration.js', files.COMMAND),
    bash('node duration.js 90m', 'Tries the command'),
    status(3, 'completed'),
    summary('node duration.js 90m prints 1h 30m.'),
    say('The command prints `1h 30m`.'),
  );
  const answer = inOrder(
    together(say('Gladly. A day is 86,400 seconds, for both functions.'), look('parse.js')),
    together(...files.PARSE_DAYS.map((days) => change('parse.js', days))),
    look('format.js'),
    change('format.js', files.FORMAT_DAYS),
    bash('node duration.js 50h', 'Tries the command with days'),
    note('decision', 'The largest unit is a day; the user asked for it.'),
    say('Done: `node duration.js 50h` prints `2d 2h`.'),
  );
  const fourth = inOrder(
    status(4, 'in_progress'),
    look('parse.js'),
    change('parse.js', files.REFUSAL),
    look('parse.test.js'),
    change('parse.test.js', files.REFUSAL_TEST),
    test(),
    status(4, 'completed'),
    summary('parse refuses what is no duration; every requirement is done.'),
    tool('iteratr_session-complete'),
    say(RESULT),
  );
  const interrupted: Script = async (conversation) => {
    if (conversation.step === 2) await interrupt();
    return third(conversation);
  };
  return byPrompt(
    [/You are iteration 1 /, first],
    [/(?=[\s\S]*TODO: refuse)(?=[\s\S]*You are iteration 2 )/, second],
    [/You are iteration 3 /, interrupted],
    [/You are iteration 4 /, fourth],
    [/checked your work/, refused],
    [/accept days as well/, answer],
    // The user ran it again, or wrote a message.
    [/You are iteration /, inOrder(tool('iteratr_session-complete'), say(NOTHING_ELSE))],
    [/(?:)/, inOrder(say(NOTHING_ELSE))],
  );
}

const PLAN = `The spec becomes three tasks:

| task | what | after |
| ---- | ---- | ----- |
| TAS-1 | parse: \`1h 30m\` → 5400 | – |
| TAS-2 | format: 5400 → \`1h 30m\` | – |
| TAS-3 | the command | TAS-1, TAS-2 |

`;

const NOTHING_ELSE = 'The model of this demo is scripted and knows only its story.';

const RESULT = `Everything of the spec is done:

- \`parse\` reads durations and refuses other texts
- \`format\` writes them
- \`node duration.js 90m\` prints \`1h 30m\`
`;

function tasks(): Reply {
  const planned = TASKS.slice(0, 3).map((content, index) => ({
    content,
    priority: 3 - Math.floor(index / 2),
    depends_on: index === 2 ? ['TAS-1', 'TAS-2'] : [],
  }));
  return tool('iteratr_task-batch-add', { tasks: planned });
}

function status(number: number, to: 'in_progress' | 'completed'): Reply {
  return tool('iteratr_task-status', { id: `TAS-${number}`, status: to });
}

function test(): Reply {
  return bash('node --test', 'Runs the tests');
}

function note(type: 'learning' | 'tip' | 'decision', content: string): Reply {
  return tool('iteratr_note-add', { type, content });
}

function summary(text: string): Reply {
  return tool('iteratr_iteration-summary', { summary: text });
}
