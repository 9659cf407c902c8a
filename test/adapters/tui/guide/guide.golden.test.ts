// What every kind of page shows, as text at one size, and what is left of some of them on a small screen.
import { expect, it } from 'vitest';
import type { Page } from '../../../../application/ports/guide.port.ts';
import { sheetOf, textOfFrame } from '../views/frame.ts';
import { choice, form, MODELS, plainChoice, reading, SampleGuide, writing } from './sample-guide.ts';

const MARKDOWN = '# A report\n\nWith a *list*:\n\n- one\n- two\n\n```ts\nconst a = 1;\n```\n\n> and a quote';
const NEVER = () => new Promise<never>(() => undefined);

type Screen = readonly [Page, (guide: SampleGuide) => SampleGuide];

const as = (guide: SampleGuide): SampleGuide => guide;

const SCREENS: Readonly<Record<string, Screen>> = {
  choice: [choice({ selected: ['lab/model-3'] }), as],
  'choice-plain': [
    choice({
      title: 'What is to be done?',
      options: [
        { value: 'new', label: 'A new session' },
        { value: 'a', label: 'feature', detail: '3/7 tasks · 4 iterations · 2 h ago' },
        { value: 'b', label: 'parser', detail: 'complete · 9/9 tasks' },
      ],
      selected: ['a'],
      filter: false,
      steps: { names: ['Session', 'Spec', 'Model', 'Template', 'Config'], at: 0 },
      canGoBack: false,
    }),
    as,
  ],
  'choice-actions': [
    plainChoice({
      options: MODELS.slice(0, 3),
      actions: [
        { value: 'edit', label: 'edit', key: 'e' },
        { value: 'raise', label: 'up', key: '+' },
      ],
    }),
    (guide) => guide.keys('j'),
  ],
  'choice-found': [choice(), (guide) => guide.type('17')],
  'choice-nothing': [choice(), (guide) => guide.type('gpt')],
  'choice-scrolled': [choice({ error: 'that one is not known' }), (guide) => guide.keys('end', 'up')],
  'choice-custom': [choice(), (guide) => guide.keys('end', 'enter').type('my/own')],
  'choice-loading': [choice({ options: NEVER }), as],
  'choice-failed': [
    choice({ options: NEVER, selected: ['lab/model-3'] }),
    (guide) =>
      guide.send({ type: 'load-failed', reason: 'the agent "opencode" could not be started: install it' }),
  ],
  several: [
    choice({ several: true, selected: ['lab/model-0', 'lab/model-2'] }),
    (guide) => guide.keys('down'),
  ],
  text: [writing(), (guide) => guide.type('Write it').keys('enter').type('Test it')],
  'text-empty': [writing(), (guide) => guide.keys('ctrl+s')],
  form: [form(), as],
  'form-wrong': [form(), (guide) => guide.type('!').keys('tab', 'backspace', 'enter')],
  template: [reading(), (guide) => guide.keys('j')],
  markdown: [reading({ format: 'markdown', content: MARKDOWN, title: 'A report' }), as],
  wait: [
    { kind: 'wait', title: 'Starting the agent', text: 'This takes a moment.', canGoBack: true },
    (guide) => guide.send({ type: 'output', text: 'opencode acp\nlistening\n' }),
  ],
};

const GOLDEN = '../../../golden/tui';

function textOf(name: string, columns: number, rows: number): string {
  const [page, lead] = SCREENS[name] as Screen;
  return textOfFrame(lead(new SampleGuide(page, columns, rows)).frame);
}

it('every kind of page', async () => {
  const kinds = new Set(Object.values(SCREENS).map(([page]) => page.kind));
  expect([...kinds].sort()).toEqual(['choice', 'form', 'read', 'text', 'wait']);
  const parts = Object.keys(SCREENS).map((name) => [name, textOf(name, 80, 18)]);
  await expect(sheetOf(Object.fromEntries(parts))).toMatchFileSnapshot(`${GOLDEN}/guide.txt`);
});

it('small screens', async () => {
  const small = [
    ['choice', 40, 10],
    ['choice-failed', 40, 10],
    ['form-wrong', 40, 10],
    ['template', 40, 10],
    ['text', 40, 10],
    ['choice', 39, 10],
    ['choice', 40, 9],
  ] as const;
  const parts = small.map(([name, columns, rows]) => [
    `${name} ${columns}x${rows}`,
    textOf(name, columns, rows),
  ]);
  await expect(sheetOf(Object.fromEntries(parts))).toMatchFileSnapshot(`${GOLDEN}/guide.small.txt`);
});
