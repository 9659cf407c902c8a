// What the wizard collects: everything a build needs to start.
import type { SessionSummary } from '../../../../../application/session/session-summary.ts';

/** What the wizard starts with, from configuration and command line. */
export interface BuildDefaults {
  readonly model: string;
  /** Absolute path; '' for the built-in template. */
  readonly template: string;
  readonly iterations: number;
  /** The spec that is offered first. */
  readonly spec: string;
}

/** The answers so far. It passes through all pages, so that nothing is lost on the way back. */
export interface BuildDraft {
  /** The session to continue, null for a new one. */
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

/** `name` is the session named on the command line, if any. */
export function firstDraft(name: string | undefined, defaults: BuildDefaults): BuildDraft {
  return {
    resumed: null,
    spec: '',
    model: defaults.model,
    template: defaults.template,
    changedTemplates: {},
    name: name ?? '',
    iterations: String(defaults.iterations),
  };
}
