// The page on which the user chooses the spec file.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Option } from '../../../../../application/ports/guide.port.ts';
import { formatAge } from '../../../../../application/wording/duration.ts';
import { sessionNameForSpec } from '../../../../../domain/session/session-name.ts';
import type { BuildDraft } from './build-draft.ts';
import { pageResult, type WizardContext, type WizardPage } from './wizard-page.ts';

export const SPEC_PAGE: WizardPage = {
  name: 'Spec',
  async ask(draft, context, { steps, canGoBack }) {
    const { catalog } = context;
    let spec = draft.spec;
    let error = spec === '' ? undefined : await catalog.problemOf(spec);
    for (;;) {
      const answer = await context.guide.choose({
        title: 'Which spec?',
        steps,
        canGoBack,
        ...(error !== undefined && { error }),
        options: (signal) => specOptions(context, signal),
        selected: selectedSpec(spec, context),
        several: false,
        filter: true,
        custom: 'another file',
      });
      const result = pageResult(answer, draft, ([chosen = '']) => withSpec(draft, chosen));
      if (result.kind !== 'done') return result;
      spec = result.draft.spec;
      error = await catalog.problemOf(spec);
      if (error === undefined) return result;
    }
  },
};

/** Returns the spec to select at first: the draft's, else the default if that file exists. */
function selectedSpec(spec: string, { defaults, cwd }: WizardContext): readonly string[] {
  if (spec !== '') return [spec];
  return existsSync(resolve(cwd, defaults.spec)) ? [defaults.spec] : [];
}

async function specOptions({ catalog }: WizardContext, signal: AbortSignal): Promise<Option[]> {
  const files = await catalog.find(signal);
  const now = Date.now();
  return files.map(({ path, modified }) => ({
    value: path,
    label: path,
    detail: formatAge(now - modified.getTime()),
  }));
}

/** Sets the spec, and names a new session after it unless the user has named the session. */
function withSpec(draft: BuildDraft, spec: string): Partial<BuildDraft> {
  const isOwnName = draft.name !== '' && draft.name !== nameFor(draft.spec);
  return { spec, ...(draft.resumed === null && !isOwnName && { name: nameFor(spec) }) };
}

/** Returns the session name for a spec, '' if the file name has no character that is allowed in one. */
function nameFor(spec: string): string {
  try {
    return sessionNameForSpec(spec);
  } catch {
    return '';
  }
}
