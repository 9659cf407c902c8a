// The page on which the spec file is chosen.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { formatAge } from '../../adapters/cli/report/format.ts';
import { findSpecs } from '../../adapters/files/find-specs.ts';
import { readSpec } from '../../adapters/files/read-spec.ts';
import type { Option } from '../../adapters/tui/guide/page.ts';
import { ApplicationError } from '../../application/errors.ts';
import { sessionNameForSpec } from '../../domain/session/session-name.ts';
import type { BuildWish } from './build-wish.ts';
import { pageResult, type WizardContext, type WizardPage } from './wizard-page.ts';

export const SPEC_PAGE: WizardPage = {
  name: 'Spec',
  async ask(wish, context, { steps, canGoBack }) {
    const { cwd } = context.environment;
    let spec = wish.spec;
    let error = spec === '' ? undefined : await problemOfSpec(spec, cwd);
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
      const result = pageResult(answer, wish, ([chosen = '']) => withSpec(wish, chosen));
      if (result.kind !== 'done') return result;
      spec = result.wish.spec;
      error = await problemOfSpec(spec, cwd);
      if (error === undefined) return result;
    }
  },
};

/** A default that is not there is not offered. */
function selectedSpec(spec: string, { defaultSpec, environment }: WizardContext): readonly string[] {
  if (spec !== '') return [spec];
  return existsSync(resolve(environment.cwd, defaultSpec)) ? [defaultSpec] : [];
}

/** undefined for a spec that can be read. */
export async function problemOfSpec(spec: string, cwd: string): Promise<string | undefined> {
  try {
    await readSpec(resolve(cwd, spec));
    return undefined;
  } catch (error) {
    if (error instanceof ApplicationError) return error.message;
    throw error;
  }
}

async function specOptions({ environment, config }: WizardContext, signal: AbortSignal): Promise<Option[]> {
  const files = await findSpecs(environment.cwd, { skip: [config.dataDir], signal });
  const now = Date.now();
  return files.map(({ path, modified }) => ({
    value: path,
    label: path,
    detail: formatAge(now - modified.getTime()),
  }));
}

/** A new session is named after its spec, as long as the user has not named it. */
function withSpec(wish: BuildWish, spec: string): Partial<BuildWish> {
  const isOwnName = wish.name !== '' && wish.name !== nameFor(wish.spec);
  return { spec, ...(wish.resumed === null && !isOwnName && { name: nameFor(spec) }) };
}

/** '' where the name of the file has no character that a session's name can have. */
function nameFor(spec: string): string {
  try {
    return sessionNameForSpec(spec);
  } catch {
    return '';
  }
}
