// Holds the answers that the wizard collects to start a build.
import type { SessionSummary } from '../../../../../application/session/session-summary.ts';

/** The values that the wizard starts with, from the configuration and the command line. */
export interface BuildDefaults {
  /** The agent of the key `agent`: a name or a command line. */
  readonly configuredAgent: string;
  /** The agent in effect, which the configured model may name. */
  readonly agent: string;
  readonly model: string;
  /** Absolute path; '' for the built-in template. */
  readonly template: string;
  readonly iterations: number;
  /** The spec offered first. */
  readonly spec: string;
}

/** The answers so far. Every page receives and returns it, so that going back loses nothing. */
export interface BuildDraft {
  /** The session to continue, null for a new one. */
  readonly resumed: SessionSummary | null;
  /** '' until one is chosen. */
  readonly spec: string;
  /** A name or a command line. */
  readonly agent: string;
  readonly model: string;
  /** Absolute path; '' for the built-in template. */
  readonly template: string;
  /** Templates that the user changed, by path. Only the chosen one is written, when the build starts. */
  readonly changedTemplates: Readonly<Record<string, string>>;
  readonly name: string;
  readonly iterations: string;
}

/** Returns the draft of the first page. `name` is the session from the command line, if any. */
export function firstDraft(name: string | undefined, defaults: BuildDefaults): BuildDraft {
  return {
    resumed: null,
    spec: '',
    agent: defaults.agent,
    model: defaults.model,
    template: defaults.template,
    changedTemplates: {},
    name: name ?? '',
    iterations: String(defaults.iterations),
  };
}
