// A guide without a terminal: pages are shown, keys pressed, and what comes of it is kept.
import { Grid } from '../../../../adapters/tui/canvas/grid.ts';
import { drawGuide } from '../../../../adapters/tui/guide/guide.view.ts';
import type {
  Ending,
  GuideAction,
  GuideEffect,
  GuideMessage,
  GuideModel,
} from '../../../../adapters/tui/guide/guide-model.ts';
import { updateGuide } from '../../../../adapters/tui/guide/guide-update.ts';
import type {
  ChoicePage,
  FormPage,
  Page,
  ReadPage,
  TextPage,
} from '../../../../application/ports/guide.port.ts';
import { textOfFrame } from '../views/frame.ts';

export class SampleGuide {
  model: GuideModel;
  readonly effects: GuideEffect[] = [];

  constructor(page: Page, columns = 80, rows = 24) {
    this.model = { size: { columns, rows }, now: 0, shown: null, answered: true };
    this.send({ type: 'show', page });
  }

  /** How the page was left; undefined while it is not. */
  get ending(): Ending | undefined {
    return this.effects.flatMap((effect) => (effect.type === 'end' ? [effect.ending] : [])).at(-1);
  }

  get frame(): Grid<GuideAction> {
    const { columns, rows } = this.model.size;
    const grid = new Grid<GuideAction>(columns, rows);
    drawGuide(grid.canvas, this.model);
    return grid;
  }

  get text(): string {
    return textOfFrame(this.frame);
  }

  send(message: GuideMessage): this {
    const [model, effects] = updateGuide(this.model, message);
    this.model = model;
    this.effects.push(...effects);
    return this;
  }

  /** By their names; one character types itself. */
  keys(...names: readonly string[]): this {
    for (const name of names) {
      const text = name === 'space' ? ' ' : [...name].length === 1 ? name : '';
      this.send({ type: 'terminal', event: { type: 'key', name, text } });
    }
    return this;
  }

  type(text: string): this {
    return this.keys(...[...text].map((character) => (character === ' ' ? 'space' : character)));
  }

  paste(text: string): this {
    return this.send({ type: 'terminal', event: { type: 'paste', text } });
  }

  resize(columns: number, rows: number): this {
    return this.send({ type: 'terminal', event: { type: 'resize', size: { columns, rows } } });
  }

  /** On the first place where this is shown. */
  click(text: string): this {
    const rows = this.text.split('\n');
    const y = rows.findIndex((row) => row.includes(text));
    const row = rows[y] ?? '';
    const action = this.frame.hitAt([...row.slice(0, row.indexOf(text))].length, y);
    return action ? this.send({ type: 'action', action }) : this;
  }

  wheel(direction: -1 | 1): this {
    const { columns, rows } = this.model.size;
    const action = this.frame.wheelAt(columns >> 1, rows >> 1, direction);
    return action ? this.send({ type: 'action', action }) : this;
  }

  /** The row with the cursor. */
  get here(): string {
    const row = this.text.split('\n').find((other) => /^\s*› /.test(other)) ?? '';
    return row.replace(/▐$/, '').trim();
  }
}

const STEPS = { names: ['Session', 'Spec', 'Model', 'Template', 'Config'], at: 2 };

export const MODELS = Array.from({ length: 40 }, (_, index) => ({
  value: `lab/model-${index}`,
  label: `lab/model-${index}`,
  ...(index % 4 === 0 && { detail: `the model number ${index}` }),
}));

export function choice(page: Partial<ChoicePage> = {}): ChoicePage {
  return {
    kind: 'choice',
    title: 'Which model?',
    steps: STEPS,
    text: 'The agent offers these.',
    canGoBack: true,
    options: MODELS,
    selected: [],
    several: false,
    filter: true,
    custom: 'another model',
    ...page,
  };
}

/** Without a filter, and without a value of one's own. */
export function plainChoice(page: Partial<ChoicePage> = {}): ChoicePage {
  const { custom: _, ...rest } = choice({ filter: false, ...page });
  return rest;
}

export function writing(page: Partial<TextPage> = {}): TextPage {
  return {
    kind: 'text',
    title: 'What is to be added?',
    text: 'Each line becomes a task.',
    canGoBack: true,
    value: '',
    rows: 8,
    placeholder: 'A task',
    check: (text) => (text.trim() === '' ? 'nothing is written yet' : undefined),
    ...page,
  };
}

export function form(page: Partial<FormPage> = {}): FormPage {
  return {
    kind: 'form',
    title: 'How is it to run?',
    steps: { ...STEPS, at: 4 },
    canGoBack: true,
    fields: [
      {
        name: 'name',
        label: 'Session name',
        value: 'feature',
        hint: (text) => (text === 'old' ? 'continues a session that exists' : 'a new session'),
        check: (text) => (/^\w+$/.test(text) ? undefined : 'only letters, digits and _'),
      },
      {
        name: 'iterations',
        label: 'Iterations',
        value: '0',
        hint: '0 for no limit',
        check: (text) => (/^\d+$/.test(text) ? undefined : 'a whole number from 0'),
      },
    ],
    ...page,
  };
}

export function reading(page: Partial<ReadPage> = {}): ReadPage {
  return {
    kind: 'read',
    title: 'The prompt template',
    text: 'the built-in one',
    steps: { ...STEPS, at: 3 },
    canGoBack: true,
    format: 'template',
    content: `{% comment %} The prompt {% endcomment %}\nYou are iteration {{ iteration }} of "{{ session }}".\n\n{% if extra != '' %}\n{{ extra }}\n{% endif %}\n${Array.from({ length: 50 }, (_, i) => `${i + 1}. A rule that is to be followed.`).join('\n')}\n`,
    actions: [
      { value: 'use', label: 'use it', key: 'u' },
      { value: 'edit', label: 'edit', key: 'e' },
      { value: 'other', label: 'another file', key: 'o' },
    ],
    ...page,
  };
}
