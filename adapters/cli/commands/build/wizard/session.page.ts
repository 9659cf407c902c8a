// The first page of the wizard: start a new session or continue one.
import type { Option } from '../../../../../application/ports/guide.port.ts';
import type { SessionSummary } from '../../../../../application/session/session-summary.ts';
import { formatCost } from '../../../../../application/wording/count.ts';
import { formatAge } from '../../../../../application/wording/duration.ts';
import { nameFlag } from '../../../../../domain/session/session-spec.ts';
import type { BuildDefaults, BuildDraft } from './build-draft.ts';
import type { WizardContext, WizardPage } from './wizard-page.ts';

/** No session can have this name. */
const NEW = '';

export const SESSION_PAGE: WizardPage = {
  name: 'Session',
  async ask(draft, context, { steps, canGoBack }) {
    let selected = draft.resumed?.name ?? draft.name;
    let error: string | undefined;
    for (;;) {
      const answer = await context.guide.choose({
        title: 'What should be built?',
        steps,
        canGoBack,
        ...(error !== undefined && { error }),
        options: () => sessionOptions(context),
        selected: [selected],
        several: false,
        filter: true,
      });
      if (answer.kind !== 'done') return { kind: answer.kind, draft };
      const [chosen] = answer.value;
      const resumed = context.sessions.find(({ name }) => name === chosen) ?? null;
      if (resumed?.claimed) {
        error = `a build has session "${resumed.name}"; watch it with \`iteratr attach ${nameFlag(resumed.name)}\``;
        selected = resumed.name;
        continue;
      }
      return { kind: 'done', draft: withSession(draft, resumed, context.defaults) };
    }
  },
};

async function sessionOptions(context: WizardContext): Promise<readonly Option[]> {
  context.sessions = (await context.listSessions?.execute()) ?? [];
  return [{ value: NEW, label: 'A new session' }, ...context.sessions.map(sessionOption)];
}

/** Returns the option for a session, with details such as `3/7 tasks · paused · 2 h ago`. */
function sessionOption(session: SessionSummary): Option {
  const { name, condition, tasks, usage, lastActivity } = session;
  const detail = [
    `${tasks.completed}/${tasks.total} tasks`,
    condition,
    lastActivity === null ? '' : formatAge(Date.now() - Date.parse(lastActivity)),
    formatCost(usage),
  ];
  return { value: name, label: name, detail: detail.filter(Boolean).join(' · ') };
}

/** Fills in the spec and the model of the chosen session. Choosing the same session again keeps what the user entered. */
function withSession(draft: BuildDraft, resumed: SessionSummary | null, defaults: BuildDefaults): BuildDraft {
  if (resumed?.name === draft.resumed?.name) return { ...draft, resumed };
  if (resumed === null) return { ...draft, resumed, model: defaults.model, spec: '' };
  return { ...draft, resumed, model: resumed.model ?? defaults.model, spec: resumed.spec ?? '' };
}
