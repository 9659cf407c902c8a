// What the pages of the wizard have in common: what they get, and what becomes of what is entered.
import type { AppConfig } from '../../adapters/config/config-schema.ts';
import type { Answer, Guide } from '../../adapters/tui/guide/page.ts';
import type { SessionSummary } from '../../application/session/session-summary.ts';
import type { Environment } from '../environment.ts';
import type { BuildWish } from './build-wish.ts';

export interface WizardContext {
  readonly guide: Guide;
  readonly config: AppConfig;
  /** The spec that is looked at first. */
  readonly defaultSpec: string;
  readonly environment: Environment;
  /** Those there are, once they were fetched. */
  sessions: readonly SessionSummary[];
}

/** Where the page stands on the way through all of them. */
interface PagePlace {
  readonly steps: { readonly names: readonly string[]; readonly at: number };
  readonly canGoBack: boolean;
}

/** The wish as it is after the page, and where it goes from there. */
export interface PageResult {
  readonly kind: Answer<never>['kind'];
  readonly wish: BuildWish;
}

export interface WizardPage {
  /** As the way names it. */
  readonly name: string;
  ask(wish: BuildWish, context: WizardContext, place: PagePlace): Promise<PageResult>;
}

/** Also on the way back, what is entered counts. */
export function pageResult<Value>(
  answer: Answer<Value>,
  wish: BuildWish,
  entered: (value: Value) => Partial<BuildWish>,
): PageResult {
  if (answer.kind === 'leave' || answer.value === undefined) return { kind: answer.kind, wish };
  return { kind: answer.kind, wish: { ...wish, ...entered(answer.value) } };
}
