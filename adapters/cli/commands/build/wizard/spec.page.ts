// The page on which the user chooses the spec file.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Option } from '../../../../../application/ports/guide.port.ts';
import { formatAge } from '../../../../../application/wording/duration.ts';
import { sessionNameForSpec } from '../../../../../domain/session/session-name.ts';
import type { BuildDraft } from './build-draft.ts';
import { pageResult, type WizardContext, type WizardPage } from './wizard-page.ts';

/** No spec can have this path. */
const WRITE_SPEC = '';

export const SPEC_PAGE: WizardPage = {
  name: 'Spec',
  async ask(draft, context, { steps, canGoBack }) {
    const { catalog } = context;
    let error = draft.spec === '' ? undefined : await catalog.problemOf(draft.spec);
    // A spec that cannot be read is not offered again.
    const selected = error === undefined ? selectedSpec(draft.spec, context) : [];
    for (;;) {
      const answer = await context.guide.choose({
        title: 'Which spec?',
        steps,
        canGoBack,
        ...(error !== undefined && { error }),
        options: (signal) => specOptions(context, signal),
        selected,
        several: false,
        filter: true,
        custom: 'another file',
      });
      if (answer.kind === 'done' && answer.value[0] === WRITE_SPEC) return { kind: 'write-spec', draft };
      const result = pageResult(answer, draft, ([chosen = WRITE_SPEC]) =>
        chosen === WRITE_SPEC ? {} : withSpec(draft, chosen),
      );
      if (result.kind !== 'done') return result;
      error = await catalog.problemOf(result.draft.spec);
      if (error === undefined) return result;
    }
  },
};

/** Returns the spec to select at first: the draft's, else the default if that file exists. */
function selectedSpec(spec: string, { defaults, cwd }: WizardContext): readonly string[] {
  if (spec !== '') return [spec];
  return existsSync(resolve(cwd, defaults.spec)) ? [defaults.spec] : [];
}

/** Offered where there is no spec yet. */
const INTERVIEW: Option = {
  value: WRITE_SPEC,
  label: 'Write one with the agent',
  detail: '`iteratr spec`: it asks, you answer, it drafts',
};

async function specOptions({ catalog }: WizardContext, signal: AbortSignal): Promise<Option[]> {
  const files = await catalog.find(signal);
  if (files.length === 0) return [INTERVIEW];
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
