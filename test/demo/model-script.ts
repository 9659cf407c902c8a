// What the scripted model answers in the demo: it plans, then does one task per iteration, as a real model would be asked to.
import { join } from 'node:path';
import type { Conversation } from '../support/model-server/conversation.ts';
import { bash, type Reply, type Script, say, together, tool, write } from '../support/model-server/script.ts';

interface TaskWork {
  readonly content: string;
  readonly files: Readonly<Record<string, string>>;
  readonly check: string;
  readonly note?: { readonly type: string; readonly content: string };
  readonly summary: string;
}

const WORK: readonly TaskWork[] = [
  {
    content: 'Write slug with its tests',
    files: {
      'package.json': '{ "name": "toolbox", "private": true, "type": "module" }\n',
      'slug.js': `export function slug(title) {
  return (title.toLowerCase().match(/[a-z0-9]+/g) ?? []).join('-');
}
`,
      'slug.test.js': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slug } from './slug.js';

test('joins lower-case words', () => assert.equal(slug('Hello, World 2!'), 'hello-world-2'));
test('is empty without words', () => assert.equal(slug(' ?! '), ''));
`,
    },
    check: 'node --test',
    note: { type: 'learning', content: 'Tests are files named *.test.js; `node --test` finds them.' },
    summary: 'slug and its tests are written; node --test is green.',
  },
  {
    content: 'Write countWords with its tests',
    files: {
      'count-words.js': `export function countWords(text) {
  return text.split(/\\s+/).filter((word) => word !== '').length;
}
`,
      'count-words.test.js': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countWords } from './count-words.js';

test('counts words', () => assert.equal(countWords('one  two\\nthree'), 3));
test('counts none in an empty text', () => assert.equal(countWords('  '), 0));
`,
    },
    check: 'node --test',
    summary: 'countWords and its tests are written; node --test is green.',
  },
  {
    content: 'Write the command',
    files: {
      'toolbox.js': `#!/usr/bin/env node
import { countWords } from './count-words.js';
import { slug } from './slug.js';

const [command, ...words] = process.argv.slice(2);
const text = words.join(' ');
if (command === 'slug') console.log(slug(text));
else if (command === 'count') console.log(countWords(text));
else {
  console.error('usage: toolbox slug|count <text>');
  process.exitCode = 2;
}
`,
    },
    check: 'node toolbox.js slug "It works" && node toolbox.js count one two && node --test',
    note: { type: 'decision', content: 'Wrong usage exits with 2.' },
    summary: 'The command prints both results; everything is green.',
  },
];

/** Answers for opencode working in `workTree`. Everything is decided by what the conversation says, none of it remembered. */
export function demoScript(workTree: string): Script {
  return (conversation) => {
    if (/^no tasks yet$/m.test(conversation.prompt)) return plan(conversation);
    const work = WORK.find(({ content }) => conversation.lastResult('iteratr_task-next').includes(content));
    const id = /TAS-\d+/.exec(conversation.lastResult('iteratr_task-next'))?.[0];
    if (!work || !id) return conversation.step === 0 ? tool('iteratr_task-next') : say('Nothing is ready.');
    return doTask(conversation, work, id, workTree);
  };
}

function plan({ step }: Conversation): Reply {
  const tasks = WORK.map(({ content }, index) => ({
    content,
    priority: 3,
    depends_on: index === 2 ? ['TAS-1', 'TAS-2'] : [],
  }));
  const replies = [
    together(say('The spec becomes three tasks. '), tool('iteratr_task-batch-add', { tasks })),
    tool('iteratr_iteration-summary', { summary: 'Planned: three tasks, the command last.' }),
  ];
  return replies[step] ?? say('The tasks are there; the next iteration begins with the first.');
}

function doTask({ step }: Conversation, work: TaskWork, id: string, workTree: string): Reply {
  const isLast = work === WORK.at(-1);
  const replies = [
    together(say(`${id} is next. `), tool('iteratr_task-status', { id, status: 'in_progress' })),
    ...Object.entries(work.files).map(([path, content]) => write(join(workTree, path), content)),
    bash(work.check, 'Checks the work'),
    tool('iteratr_task-status', { id, status: 'completed' }),
    ...(work.note ? [tool('iteratr_note-add', work.note)] : []),
    tool('iteratr_iteration-summary', { summary: work.summary }),
    ...(isLast ? [tool('iteratr_session-complete')] : []),
  ];
  return replies[step - 1] ?? say(`${id} is done and checked.`);
}
