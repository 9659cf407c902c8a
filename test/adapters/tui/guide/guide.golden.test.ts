// Every kind of page at three sizes, text and styles, held against what was looked at and found good.
import { describe, expect, it } from 'vitest';
import type { Page } from '../../../../application/ports/guide.port.ts';
import { goldenOfFrame } from '../views/frame.ts';
import { choice, form, reading, SampleGuide, writing } from './sample-guide.ts';

const SIZES = [
  [80, 24],
  [120, 35],
  [200, 60],
] as const;

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
    (guide) => guide.send({ type: 'told', text: 'opencode acp\nlistening\n' }),
  ],
};

const GOLDEN = '../../../golden/tui/guide';

describe.each(SIZES)('at %dx%d', (columns, rows) => {
  it.each(Object.entries(SCREENS))('%s', async (name, [page, lead]) => {
    const guide = lead(new SampleGuide(page, columns, rows));
    await expect(goldenOfFrame(guide.frame)).toMatchFileSnapshot(`${GOLDEN}/${name}.${columns}x${rows}.txt`);
  });
});

describe('small screens', () => {
  it.each([
    ['choice', 40, 10],
    ['choice-failed', 40, 10],
    ['form-wrong', 40, 10],
    ['template', 40, 10],
    ['text', 40, 10],
    ['choice', 39, 10],
    ['choice', 40, 9],
  ] as const)('%s %dx%d', async (name, columns, rows) => {
    const [page, lead] = SCREENS[name] as Screen;
    const guide = lead(new SampleGuide(page, columns, rows));
    await expect(goldenOfFrame(guide.frame)).toMatchFileSnapshot(
      `${GOLDEN}/small.${name}.${columns}x${rows}.txt`,
    );
  });
});
