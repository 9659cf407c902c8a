// The first page: a new session, or one to go on with.
import { existsSync } from 'node:fs';
import { formatAge, formatCost } from '../../adapters/cli/report/format.ts';
import type { AppConfig } from '../../adapters/config/config-schema.ts';
import type { Option } from '../../adapters/tui/guide/page.ts';
import { ListSessions } from '../../application/session/list-sessions.ts';
import type { SessionSummary } from '../../application/session/session-summary.ts';
import { nameFlag } from '../../domain/session/session-spec.ts';
import { openSessions } from '../commands/open-sessions.ts';
import type { BuildWish } from './build-wish.ts';
import type { WizardContext, WizardPage } from './wizard-page.ts';

/** No session can have this name. */
const NEW = '';

/** Looking for sessions makes a data directory: where there is none yet, there is no session. */
export function mayHaveSessions({ dataDir, natsUrl }: AppConfig): boolean {
  return natsUrl !== '' || existsSync(dataDir);
}

export const SESSION_PAGE: WizardPage = {
  name: 'Session',
  async ask(wish, context, { steps, canGoBack }) {
    let selected = wish.resumed?.name ?? wish.name;
    let error: string | undefined;
    for (;;) {
      const answer = await context.guide.choose({
        title: 'What is to be built?',
        steps,
        canGoBack,
        ...(error !== undefined && { error }),
        options: () => sessionOptions(context),
        selected: [selected],
        several: false,
        filter: true,
      });
      if (answer.kind !== 'done') return { kind: answer.kind, wish };
      const [chosen] = answer.value;
      const resumed = context.sessions.find(({ name }) => name === chosen) ?? null;
      if (resumed && isRun(resumed)) {
        error = `${resumed.name} is being run: \`iteratr attach ${nameFlag(resumed.name)}\` looks on`;
        selected = resumed.name;
        continue;
      }
      return { kind: 'done', wish: withSession(wish, resumed, context.config) };
    }
  },
};

async function sessionOptions(context: WizardContext): Promise<readonly Option[]> {
  const opened = await openSessions(context.config, context.environment);
  try {
    context.sessions = await opened.container.get(ListSessions).execute();
  } finally {
    await opened.close();
  }
  return [{ value: NEW, label: 'A new session' }, ...context.sessions.map(sessionOption)];
}

/** `3/7 tasks · paused · 2 h ago` */
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

function isRun({ condition }: SessionSummary): boolean {
  return condition === 'running' || condition === 'pausing' || condition === 'paused';
}

/** A session goes on with the spec and the model it had; what is entered for another one stays for that. */
function withSession(wish: BuildWish, resumed: SessionSummary | null, config: AppConfig): BuildWish {
  if (resumed?.name === wish.resumed?.name) return { ...wish, resumed };
  if (resumed === null) return { ...wish, resumed, model: config.model, spec: '' };
  return { ...wish, resumed, model: resumed.model ?? config.model, spec: resumed.spec ?? '' };
}
