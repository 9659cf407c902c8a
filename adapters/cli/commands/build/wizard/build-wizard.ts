// Asks page by page what to build: which session to continue, or the settings of a new one.
import type { SessionSummary } from '../../../../../application/session/session-summary.ts';
import { pageAfter } from '../../../pages/map-answer.ts';
import type { BuildRequest } from '../build.command.ts';
import { AGENT_PAGE } from './agent.page.ts';
import { type BuildDraft, firstDraft } from './build-draft.ts';
import { MODEL_PAGE } from './model.page.ts';
import { SESSION_PAGE } from './session.page.ts';
import { SPEC_PAGE } from './spec.page.ts';
import { START_PAGE } from './start.page.ts';
import { saveTemplate, TEMPLATE_PAGE } from './template.page.ts';
import type { WizardContext, WizardPage, WizardPorts } from './wizard-page.ts';

/**
 * Runs the wizard and resolves with the request for the build, or with `write-spec` if the user wants to write a spec first.
 * Resolves with undefined, and changes nothing, if the user cancels. Throws `AdapterError` if the store cannot be opened and `ConfigError` if a changed template cannot be written.
 */
export async function askBuild(
  request: BuildRequest,
  ports: WizardPorts,
): Promise<BuildRequest | 'write-spec' | undefined> {
  const context: WizardContext = { ...ports, sessions: [] };
  const draft = await askAll(firstDraft(request.name, ports.defaults), context);
  return draft === 'write-spec' ? draft : draft && requestOf(draft, request, context);
}

async function askAll(
  first: BuildDraft,
  context: WizardContext,
): Promise<BuildDraft | 'write-spec' | undefined> {
  let draft = first;
  for (let at = 0; ; ) {
    const pages = await pagesFor(draft, context);
    const page = pages[at];
    if (!page) return draft;
    const steps = { names: pages.map(({ name }) => name), at };
    const asked = page.ask(draft, context, { steps, canGoBack: at > 0 });
    context.models.expect(draft.agent);
    const result = await asked;
    const { kind } = result;
    if (kind === 'leave') return undefined;
    if (kind === 'write-spec') return kind;
    draft = result.draft;
    at = pageAfter({ ...result, kind }, at);
  }
}

/** Returns the pages to ask. A session to continue needs no spec page, unless its spec no longer exists. */
async function pagesFor(draft: BuildDraft, context: WizardContext): Promise<WizardPage[]> {
  const first = context.listSessions ? [SESSION_PAGE] : [];
  const agent = context.agents.length > 0 ? [AGENT_PAGE] : [];
  if (!draft.resumed) return [...first, SPEC_PAGE, ...agent, MODEL_PAGE, TEMPLATE_PAGE, START_PAGE];
  const hasSpec = await specExists(draft.resumed, context);
  return [...first, ...(hasSpec ? [] : [SPEC_PAGE]), ...agent, MODEL_PAGE];
}

async function specExists({ spec }: SessionSummary, { specs, catalog }: WizardContext): Promise<boolean> {
  const file = specs.locate({ spec, specPath: null });
  return file !== undefined && (await catalog.problemOf(file)) === undefined;
}

async function requestOf(
  draft: BuildDraft,
  request: BuildRequest,
  context: WizardContext,
): Promise<BuildRequest> {
  const { resumed } = draft;
  const { configuredAgent } = context.defaults;
  const model = draft.agent === configuredAgent ? draft.model : `${draft.agent}:${draft.model}`;
  // Naming both session and spec is consent to build another spec in it. With its own spec, none is needed.
  const isOwn = resumed !== null && draft.spec === resumed.spec && (await specExists(resumed, context));
  const chosen = resumed
    ? { model }
    : { model, iterations: draft.iterations, template: await saveTemplate(draft, context) };
  return {
    ...request,
    name: resumed?.name ?? draft.name,
    spec: isOwn ? undefined : draft.spec,
    config: { ...request.config, ...chosen },
  };
}
