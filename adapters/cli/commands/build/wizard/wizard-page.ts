// Defines what a page of the wizard receives and returns.
import type { Answer, Guide } from '../../../../../application/ports/guide.port.ts';
import type { SpecCatalog, SpecFiles } from '../../../../../application/ports/spec-files.port.ts';
import type { TemplateFiles } from '../../../../../application/ports/template-files.port.ts';
import type { ListSessions } from '../../../../../application/session/list-sessions.ts';
import type { SessionSummary } from '../../../../../application/session/session-summary.ts';
import type { OfferedModels } from '../../../pages/model.page.ts';
import type { BuildDefaults, BuildDraft } from './build-draft.ts';

export interface WizardPorts {
  readonly guide: Guide;
  readonly defaults: BuildDefaults;
  /** Absolute path of the working directory. */
  readonly cwd: string;
  /** The names of the agents to choose from; empty to ask for none. */
  readonly agents: readonly string[];
  readonly models: OfferedModels;
  readonly specs: Pick<SpecFiles, 'locate'>;
  readonly catalog: SpecCatalog;
  readonly templates: TemplateFiles;
  /** undefined if there can be no session yet. */
  readonly listSessions: ListSessions | undefined;
}

export interface WizardContext extends WizardPorts {
  /** All sessions, as soon as they are fetched. */
  sessions: readonly SessionSummary[];
}

/** The position of the page among all pages. */
interface PagePlace {
  readonly steps: { readonly names: readonly string[]; readonly at: number };
  readonly canGoBack: boolean;
}

/** The draft after the page, and which way the user goes from there. `write-spec`: to an interview that writes a spec. */
export interface PageResult {
  readonly kind: Answer<never>['kind'] | 'write-spec';
  readonly draft: BuildDraft;
  /** The index of the step to go back to; without it, the page before. */
  readonly to?: number;
}

export interface WizardPage {
  /** The name shown in the list of steps. */
  readonly name: string;
  ask(draft: BuildDraft, context: WizardContext, place: PagePlace): Promise<PageResult>;
}

/** Adds the user's answer to the draft, also when they go back. */
export function pageResult<Value>(
  answer: Answer<Value>,
  draft: BuildDraft,
  entered: (value: Value) => Partial<BuildDraft>,
): PageResult {
  const { kind } = answer;
  const to = kind === 'back' && answer.to !== undefined ? { to: answer.to } : {};
  if (kind === 'leave' || answer.value === undefined) return { kind, draft, ...to };
  return { kind, draft: { ...draft, ...entered(answer.value) }, ...to };
}
