// What the wizard finds out: everything a build is started with.
import type { AppConfig } from '../../adapters/config/config-schema.ts';
import type { SessionSummary } from '../../application/session/session-summary.ts';

/** As it is entered so far; it goes through all pages, so that nothing is lost on the way back. */
export interface BuildWish {
  /** The session to go on with, null for a new one. */
  readonly resumed: SessionSummary | null;
  /** '' until one is chosen. */
  readonly spec: string;
  readonly model: string;
  /** Absolute path; '' for the built-in template. */
  readonly template: string;
  /** Templates as the user changed them, by path; only the chosen one is written, and only when the build starts. */
  readonly changedTemplates: Readonly<Record<string, string>>;
  readonly name: string;
  readonly iterations: string;
}

/** The wizard begins with what was given on the command line and in the configuration. */
export function firstWish(given: { readonly name: string | undefined }, config: AppConfig): BuildWish {
  return {
    resumed: null,
    spec: '',
    model: config.model,
    template: config.template,
    changedTemplates: {},
    name: given.name ?? '',
    iterations: String(config.iterations),
  };
}
