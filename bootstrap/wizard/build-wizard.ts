// Asks what to build, page by page: a session to go on with, or everything a new one needs.
import type { BuildRequest } from '../../adapters/cli/commands/build.command.ts';
import type { AppConfig } from '../../adapters/config/config-schema.ts';
import { FileSpecs } from '../../adapters/files/file-specs.ts';
import type { SessionSummary } from '../../application/session/session-summary.ts';
import type { Environment } from '../environment.ts';
import { interruption } from '../interruption.ts';
import { openGuide } from '../tui/open-guide.ts';
import { type BuildWish, firstWish } from './build-wish.ts';
import { MODEL_PAGE } from './model-page.ts';
import { mayHaveSessions, SESSION_PAGE } from './session-page.ts';
import { problemOfSpec, SPEC_PAGE } from './spec-page.ts';
import { START_PAGE } from './start-page.ts';
import { saveTemplate, TEMPLATE_PAGE } from './template-page.ts';
import type { WizardContext, WizardPage } from './wizard-page.ts';

/**
 * Resolves with what to build; undefined when the user left: nothing is changed then. Throws `AdapterError` for a store
 * that cannot be opened, `ConfigError` for a changed template that cannot be written.
 */
export async function askBuild(
  request: BuildRequest,
  config: AppConfig,
  defaultSpec: string,
  environment: Environment,
): Promise<BuildRequest | undefined> {
  const interrupted = interruption(() => undefined);
  const guide = openGuide({ theme: config.theme, environment, interrupted });
  try {
    const context: WizardContext = { guide, config, defaultSpec, environment, sessions: [] };
    const wish = await askAll(firstWish(request, config), context);
    return wish && (await requestOf(wish, request, context));
  } finally {
    guide.close();
    interrupted.stop();
  }
}

async function askAll(first: BuildWish, context: WizardContext): Promise<BuildWish | undefined> {
  let wish = first;
  for (let at = 0; ; ) {
    const pages = await pagesFor(wish, context);
    const page = pages[at];
    if (!page) return wish;
    const steps = { names: pages.map(({ name }) => name), at };
    const result = await page.ask(wish, context, { steps, canGoBack: at > 0 });
    if (result.kind === 'leave') return undefined;
    wish = result.wish;
    at += result.kind === 'done' ? 1 : -1;
  }
}

/** A session that goes on has its spec already, as long as that is still there. */
async function pagesFor(wish: BuildWish, context: WizardContext): Promise<WizardPage[]> {
  const first = mayHaveSessions(context.config) ? [SESSION_PAGE] : [];
  if (!wish.resumed) return [...first, SPEC_PAGE, MODEL_PAGE, TEMPLATE_PAGE, START_PAGE];
  const hasSpec = await isThere(wish.resumed, context);
  return [...first, ...(hasSpec ? [] : [SPEC_PAGE]), MODEL_PAGE];
}

async function isThere({ spec }: SessionSummary, { environment, config }: WizardContext): Promise<boolean> {
  const { cwd } = environment;
  const file = new FileSpecs({ cwd, dataDir: config.dataDir }).locate({ spec, specPath: null });
  return file !== undefined && (await problemOfSpec(file, cwd)) === undefined;
}

async function requestOf(wish: BuildWish, request: BuildRequest, context: WizardContext) {
  const { resumed, model } = wish;
  const { cwd } = context.environment;
  // A session that goes on with its own spec needs no consent to it.
  const isOwn = resumed !== null && wish.spec === resumed.spec && (await isThere(resumed, context));
  const spec = isOwn ? undefined : wish.spec;
  const chosen = resumed
    ? { model }
    : { model, iterations: wish.iterations, template: await saveTemplate(wish, cwd) };
  return {
    ...request,
    name: resumed?.name ?? wish.name,
    spec,
    config: { ...request.config, ...chosen },
  };
}
