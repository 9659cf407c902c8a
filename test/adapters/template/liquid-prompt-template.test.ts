// Prompt templates: values come out as they went in, and every mistake is found when the template is loaded.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPromptTemplate, loadReviewTemplate } from '../../../adapters/template/liquid-prompt-template.ts';
import { ApplicationError } from '../../../application/errors.ts';
import type { PromptVariables } from '../../../application/ports/prompt-template.port.ts';
import { asNobody } from '../../support/as-nobody.ts';
import { tempDir } from '../../support/temp-dir.ts';

const VARIABLES: PromptVariables = {
  session: 'login',
  iteration: 3,
  spec: '# Login',
  notes: 'a note',
  tasks: 'a task',
  history: 'a summary',
  requirements: '',
  extra: 'be brief',
  tools: '',
  port: 4242,
  binary: 'iteratr',
};

function templateFile(text: string | Uint8Array): string {
  const path = join(tempDir(), 'prompt.liquid');
  writeFileSync(path, text);
  return path;
}

async function rendered(text: string, variables: Partial<PromptVariables> = {}): Promise<string> {
  const template = await loadPromptTemplate(templateFile(text));
  return template.render({ ...VARIABLES, ...variables });
}

async function errorOf(path: string): Promise<ApplicationError> {
  const error = await loadPromptTemplate(path).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ApplicationError);
  return error as ApplicationError;
}

describe('a template without end', () => {
  it.each([
    ['a huge range', '{% for i in (1..1000000000) %}x{% endfor %}', 'memory'],
    [
      'a doubled text',
      '{% assign s = "x" %}{% for i in (1..99) %}{% assign s = s | append: s %}{% endfor %}',
      'memory',
    ],
    [
      'a captured text',
      '{% assign s = "xx" %}{% for i in (1..99) %}{% capture s %}{{s}}{{s}}{% endcapture %}{% endfor %}',
      '4 MB',
    ],
    ['a long output', `{% for i in (1..100000) %}${'x'.repeat(100)}{% endfor %}`, '4 MB'],
    ['a width', '{{ "now" | date: "%999999999N" }}', 'memory'],
    [
      'tags nested too deep',
      '{% if spec %}'.repeat(20_000) + '{% endif %}'.repeat(20_000),
      'nested too deep',
    ],
  ])('is refused: %s', async (_, text, says) => {
    const { code, message } = await errorOf(templateFile(text));
    expect(code).toBe('TEMPLATE.BROKEN');
    expect(message).toContain(says);
  });

  it('is not read: a huge file', async () => {
    const { code, message } = await errorOf(templateFile('x'.repeat(2_000_000)));
    expect(code).toBe('TEMPLATE.UNREADABLE');
    expect(message).toContain('it has more than 1 MB');
  });

  it('is stopped: nested loops', { timeout: 60_000 }, async () => {
    const loop = '{% for i in (1..10000) %}'.repeat(3) + '{% endfor %}'.repeat(3);
    const { message } = await errorOf(templateFile(loop));
    expect(message).toContain('template render limit exceeded');
  });
});

describe('rendering', () => {
  it('fills in all variables', async () => {
    const names = Object.keys(VARIABLES);
    const text = names.map((name) => `{{${name}}}`).join('|');
    expect(names).toHaveLength(11);
    expect(await rendered(text)).toBe(Object.values(VARIABLES).join('|'));
  });

  it.each([
    '{{ x }}',
    '{{ session }}',
    '{% raw %}{{ session }}{% endraw %}',
    '{% comment %}',
    '{{',
    '%}',
    '{%- if -%}',
    '<b>&amp; "quoted" \'too\'</b>',
    '$HOME `id` \\n $& $1',
    '  space around  \n\n',
    '\r\n\t\u0000\uFEFFäöü 漢字 🙂 \uD800',
  ])('a spec with %j comes out the same', async (spec) => {
    expect(await rendered('[{{ spec }}]', { spec })).toBe(`[${spec}]`);
    const standard = await loadPromptTemplate(null);
    expect(await standard.render({ ...VARIABLES, spec })).toContain(`<spec>\n${spec}\n</spec>`);
  });

  it('an empty text counts as false', async () => {
    const text = '{% if extra %}some{% else %}none{% endif %}';
    expect(await rendered(text, { extra: '' })).toBe('none');
    expect(await rendered(text)).toBe('some');
  });

  it('has the filters, loops and assignments of Liquid', async () => {
    const text =
      '{% assign lines = tasks | split: ";" %}{% for line in lines %}{{ forloop.index }}.{{ line | upcase }} {% endfor %}';
    expect(await rendered(text, { tasks: 'a;b' })).toBe('1.A 2.B ');
  });

  it('keeps braces in a raw block, as the error about them says', async () => {
    expect(await rendered('run {% raw %}{{foo}}{% endraw %} for {{ session }}')).toBe(
      'run {{foo}} for login',
    );
  });

  it('leaves out a byte order mark at the beginning', async () => {
    expect(await rendered('\uFEFF{{ session }}')).toBe('login');
  });

  it('renders again and again', async () => {
    const template = await loadPromptTemplate(templateFile('{{ iteration }}'));
    expect(await template.render(VARIABLES)).toBe('3');
    expect(await template.render({ ...VARIABLES, iteration: 4 })).toBe('4');
  });
});

describe('a broken template is found when it is loaded', () => {
  it.each([
    ['a typo', 'a\n {{ spce }}', '2:5: undefined variable: spce'],
    [
      'a typo where it is never rendered',
      '{% if session == "x" %}\n{{ typo }}{% endif %}',
      '2:4: undefined variable: typo',
    ],
    ['a name of every object', '{{ constructor }}', '1:4: undefined variable: constructor'],
    ['a property that does not exist', '{{ spec.title }}', '1:4: undefined variable: spec.title'],
    ['something only later iterations have', '{{ notes[0] }}', '1:4: undefined variable: notes.0'],
    ['an unknown filter', '{{ spec | shout }}', '1:1: undefined filter: shout'],
    ['an unknown tag', '\n{% iff spec %}', '2:1: tag "iff" not found'],
    ['an output without its end', 'ab {{ spec', '1:4: output "{{ spec" not closed'],
    ['a block without its end', '{% if spec %}x', '1:1: tag {% if spec %} not closed'],
    ['an empty output', '{{ }}', '1:4: invalid value expression: ""'],
    ['another file included', '{% include "/etc/passwd" %}', '1:1: tag "include" not found'],
    ['another file rendered', '{% render "x" %}', '1:1: tag "render" not found'],
    ['a layout', '{% layout "x" %}', '1:1: tag "layout" not found'],
    ['a placeholder of another program', 'run {{foo}}', '1:7: undefined variable: foo'],
    ['the dots of Go templates', '{{.Session}}', '1:3: undefined variable: Session'],
  ])('%s', async (_, text, message) => {
    const path = templateFile(text);
    const error = await errorOf(path);
    const variables =
      'session, iteration, spec, notes, tasks, history, requirements, extra, tools, port, binary';
    const raw = 'put {% raw %}…{% endraw %} around braces that are meant as text';
    expect(error.message).toBe(`${path}:${message}; the variables are ${variables}; ${raw}`);
    expect(error.code).toBe('TEMPLATE.BROKEN');
  });
});

describe('a template that cannot be read', () => {
  const hint = 'run `iteratr gen-template` to write one to start from';

  it('does not exist', async () => {
    const path = join(tempDir(), 'none.liquid');
    const error = await errorOf(path);
    expect(error.message).toBe(`the prompt template ${path} does not exist; ${hint}`);
    expect(error.code).toBe('TEMPLATE.UNREADABLE');
  });

  it('is a directory', async () => {
    const path = join(tempDir(), 'folder');
    mkdirSync(path);
    expect((await errorOf(path)).message).toBe(`the prompt template ${path} is a directory; ${hint}`);
  });

  it('is no text', async () => {
    const path = templateFile(new Uint8Array([0x61, 0xff, 0xfe]));
    expect((await errorOf(path)).message).toBe(`the prompt template ${path} is not UTF-8 text; ${hint}`);
  });

  it('may not be read', async () => {
    const path = templateFile('x');
    chmodSync(path, 0);
    const error = await asNobody(() => errorOf(path));
    expect(error.message).toBe(`the prompt template ${path} cannot be read: permission denied; ${hint}`);
  });
});

describe('a template of reviews', () => {
  it('has its own variables, and names them and its own command in errors', async () => {
    await expect(loadReviewTemplate(templateFile('{{ tasks }}{{ changes }}'))).resolves.toBeDefined();
    await expect(loadReviewTemplate(templateFile('{{ history }}'))).rejects.toMatchObject({
      code: 'TEMPLATE.BROKEN',
      problem: expect.stringMatching(/prompt\.liquid:1:4: undefined variable: history$/),
      remedy: expect.stringMatching(/^the variables are session, spec, tasks, summary, changes, checks/),
    });
    await expect(loadReviewTemplate('/nowhere/review.txt')).rejects.toMatchObject({
      code: 'TEMPLATE.UNREADABLE',
      problem: 'the review template /nowhere/review.txt does not exist',
      remedy: 'run `iteratr gen-template --review` to write one to start from',
    });
  });

  it('inserts values as they are', async () => {
    const template = await loadReviewTemplate(templateFile('{{ changes }}|{% if returns %}again{% endif %}'));
    const texts = {
      session: '',
      spec: '',
      tasks: '',
      summary: '',
      checks: '',
      returns: '',
      extra: '',
      tools: '',
    };
    expect(await template.render({ ...texts, binary: '', changes: '{{ spec }}' })).toBe('{{ spec }}|');
  });
});
