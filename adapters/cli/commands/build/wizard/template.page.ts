// The page on which the user reads and changes the prompt template.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ApplicationError, ConfigError } from '../../../../../application/errors.ts';
import { AppError } from '../../../../../domain/errors.ts';
import { shortPath } from '../../../short-path.ts';
import type { BuildDraft } from './build-draft.ts';
import { pageResult, type WizardContext, type WizardPage } from './wizard-page.ts';

/** The default output of `iteratr gen-template`. A changed built-in template is saved here, too. */
const OWN_TEMPLATE = '.iteratr.template';

export const TEMPLATE_PAGE: WizardPage = {
  name: 'Template',
  async ask(first, context, { steps, canGoBack }) {
    let draft = first;
    for (let failure: string | undefined; ; ) {
      const { content, problem } = await templateOf(draft, context);
      const error = failure ?? problem;
      failure = undefined;
      const others = knownTemplates(context);
      const answer = await context.guide.read({
        title: 'Which prompt template?',
        text: describe(draft, context),
        steps,
        canGoBack,
        ...(error !== undefined && { error }),
        content,
        format: 'template',
        actions: [
          ...(problem === undefined ? [{ value: 'use', label: 'use it', key: 'u' }] : []),
          { value: 'edit', label: 'edit', key: 'e' },
          ...(others.length > 1 ? [{ value: 'other', label: 'another one', key: 'o' }] : []),
        ],
      });
      if (answer.kind !== 'done' || answer.value === 'use') return pageResult(answer, draft, () => ({}));
      if (answer.value === 'other') {
        const next = others[(others.indexOf(draft.template) + 1) % others.length] ?? '';
        draft = { ...draft, template: next };
        continue;
      }
      try {
        const edited = await context.guide.edit(content, 'template.liquid');
        if (edited !== content) draft = withChanged(draft, edited);
      } catch (cause) {
        if (!(cause instanceof AppError)) throw cause;
        failure = cause.message;
      }
    }
  },
};

/**
 * Writes the chosen template if the user changed it, and returns its absolute path, '' for the built-in one. Throws
 * `ConfigError` if it cannot be written.
 */
export async function saveTemplate(
  { template, changedTemplates }: BuildDraft,
  { cwd, templates }: Pick<WizardContext, 'cwd' | 'templates'>,
): Promise<string> {
  const changed = changedTemplates[template];
  if (changed === undefined) return template;
  const path = template === '' ? freePath(cwd) : template;
  try {
    await templates.write(path, changed);
    return path;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`the prompt template ${path} cannot be written: ${reason}`, { cause });
  }
}

/** Returns the text of the template with the user's changes, and what is wrong with it, if anything. */
async function templateOf(
  draft: BuildDraft,
  { templates }: WizardContext,
): Promise<{ content: string; problem?: string }> {
  const path = draft.template === '' ? null : draft.template;
  let content = '';
  try {
    content = draft.changedTemplates[draft.template] ?? (await templates.read(path));
    await templates.check(content, path);
    return { content };
  } catch (error) {
    if (!(error instanceof ApplicationError)) throw error;
    return { content, problem: error.message };
  }
}

function withChanged(draft: BuildDraft, text: string): BuildDraft {
  return { ...draft, changedTemplates: { ...draft.changedTemplates, [draft.template]: text } };
}

/** Returns the configured template, the project's own if there is one, and '' for the built-in one. */
function knownTemplates({ defaults, cwd }: WizardContext): readonly string[] {
  const own = join(cwd, OWN_TEMPLATE);
  return [...new Set([defaults.template, ...(existsSync(own) ? [own] : []), ''])];
}

function describe({ template, changedTemplates }: BuildDraft, { cwd }: WizardContext): string {
  const name = template === '' ? 'The built-in one' : shortPath(template, cwd);
  if (changedTemplates[template] === undefined) return `${name}. Its variables stand out.`;
  const target = template === '' ? freePath(cwd) : template;
  return `${name}, changed: saved as ${shortPath(target, cwd)} when the build starts.`;
}

function freePath(cwd: string): string {
  for (let number = 1; ; number++) {
    const path = join(cwd, number === 1 ? OWN_TEMPLATE : `.iteratr-${number}.template`);
    if (!existsSync(path)) return path;
  }
}
