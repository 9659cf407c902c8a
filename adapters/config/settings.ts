// The configuration of one command, as far as the user trusts the project's files.
import type { Environment } from '../../application/environment.ts';
import { ConfigError } from '../../application/errors.ts';
import type { Consent } from '../../application/ports/consent-store.port.ts';
import {
  isHarmless,
  type ProjectHooks,
  type ProjectRisks,
  type RiskySetting,
  uncovered,
} from '../../application/trust/project-trust.ts';
import { projectConfigPath } from './config-paths.ts';
import {
  type LoadedConfig,
  loadConfig,
  type SurveyedConfig,
  surveyConfig,
  withoutProjectKeys,
} from './load-config.ts';

/** By configuration property, as the command line gave them; `trust` is `--trust`. */
export type SettingsFlags = Readonly<Record<string, string | boolean>>;

export interface TrustedConfig extends LoadedConfig {
  /** What the project's file sets without the user's consent; it has no effect. */
  readonly untrusted: readonly RiskySetting[];
}

export interface SettingsOptions {
  readonly environment: Environment;
  readonly consents: {
    readonly folder: string;
    current(): Consent | undefined;
    give(risks: ProjectRisks): void;
    refuseAgent(): void;
  };
  /** The hooks file of the project; null if it has none. Throws `ConfigError` for a mistake. */
  readonly hooks: () => Promise<ProjectHooks | null>;
  /** Shows the risks and asks; undefined if nobody can be asked. */
  readonly ask: ((risks: ProjectRisks, given: Consent | undefined) => Promise<boolean>) | undefined;
  /** Takes a line for the user. */
  readonly warn: (line: string) => void;
}

/** What commands that only open the store use, of the values that can be ignored. */
const USED_WITH_STORE: readonly string[] = ['nats_server', 'log_file', 'nats_replicas'];

/** Every method throws `ConfigError` for a configuration with a mistake, unless it says otherwise. */
export class Settings {
  constructor(private readonly options: SettingsOptions) {}

  /**
   * For commands that start no agent. Untrusted values have no effect, and are named to the user where they matter. Throws
   * `ConfigError` also if such a value decides where sessions are kept.
   */
  forStore(flags: SettingsFlags): LoadedConfig {
    return this.requireStore(this.trusted(flags));
  }

  /** As `forStore`, of a configuration that is loaded already. */
  requireStore({ untrusted, ...loaded }: TrustedConfig): LoadedConfig {
    this.#refuseStore(untrusted);
    this.warnOfIgnored(untrusted, USED_WITH_STORE);
    return loaded;
  }

  /**
   * For commands whose start is the consent if nobody can be asked. Otherwise asks for what the user has not consented to
   * yet, and stores the answer. Throws `ConfigError` also when the answer is no.
   */
  async withConsent(flags: SettingsFlags): Promise<SurveyedConfig> {
    if (this.#isTrustGiven(flags)) return this.load(flags);
    for (;;) {
      const survey = this.load(flags);
      if (!(await this.#askForConsent(survey))) return survey;
      // The files may have changed while the user read the question: what takes effect must be what they saw.
    }
  }

  /** The configuration without what is not trusted, and that. Warns of nothing. */
  trusted(flags: SettingsFlags): TrustedConfig {
    return this.trustedPart(this.load(flags), flags);
  }

  /** Everything, trusted or not: for commands whose start is the consent. */
  load(flags: SettingsFlags): SurveyedConfig {
    return loadConfig(this.#sources(flags));
  }

  /** Each layer by itself, also of a configuration with mistakes. Never throws. */
  survey(flags: SettingsFlags): SurveyedConfig {
    return surveyConfig(this.#sources(flags));
  }

  /** As `trusted`, also of a configuration with mistakes. */
  trustedPart(survey: SurveyedConfig, flags: SettingsFlags): TrustedConfig {
    const { config, origins, risks } = survey;
    if (risks.length === 0 || this.#isTrustGiven(flags)) return { config, origins, untrusted: [] };
    const { consents } = this.options;
    const { settings } = uncovered(
      { folder: consents.folder, settings: risks, hooks: null },
      consents.current(),
    );
    const keys = settings.map(({ key }) => key);
    return { ...withoutProjectKeys(survey, keys, this.#sources(flags)), untrusted: settings };
  }

  /** Everything the project's files could do, whether or not a flag or variable overrides it. */
  async risks(): Promise<ProjectRisks> {
    const { environment, consents, hooks } = this.options;
    const { cwd, home } = environment;
    const { risks } = loadConfig({ cwd, home, env: {}, flags: {} });
    return { folder: consents.folder, settings: risks, hooks: await hooks() };
  }

  /** Names to the user those of `used` that are not trusted. */
  warnOfIgnored(untrusted: readonly RiskySetting[], used: readonly string[]): void {
    const keys = untrusted.map(({ key }) => key).filter((key) => used.includes(key));
    if (keys.length === 0) return;
    const file = projectConfigPath(this.options.environment);
    const names = keys.join(', ');
    this.options.warn(`${names} in ${file} ignored, the file is not trusted; \`iteratr trust\` changes that`);
  }

  /** Returns whether it asked; the consent is stored then. */
  async #askForConsent({ risks, config, origins }: SurveyedConfig): Promise<boolean> {
    const { ask, hooks, consents } = this.options;
    // A project's file cannot prevent the question.
    const isHeadless = config.headless && origins.headless.kind !== 'project-file';
    if (isHeadless || !ask) return false;
    const project = { folder: consents.folder, settings: risks, hooks: await hooks() };
    if (isHarmless(project)) return false;
    const given = consents.current();
    if (isHarmless(uncovered(project, given))) return false;
    const all = await this.risks();
    if (!(await ask(all, given))) {
      throw new ConfigError('not trusted, nothing was started; `iteratr trust` trusts the folder later');
    }
    consents.give(all);
    return true;
  }

  /** Throws `ConfigError` if an untrusted value decides where sessions are kept. */
  #refuseStore(untrusted: readonly RiskySetting[]): void {
    const keys = untrusted.filter(({ placesStore }) => placesStore).map(({ key }) => key);
    if (keys.length === 0) return;
    const file = projectConfigPath(this.options.environment);
    const decides = keys.length === 1 ? 'decides' : 'decide';
    throw new ConfigError(
      `${file} is not trusted, and its ${keys.join(', ')} ${decides} where sessions are kept`,
      { remedy: 'look at it, then run `iteratr trust`, or add --trust to this command' },
    );
  }

  #isTrustGiven(flags: SettingsFlags): boolean {
    if (flags.trust !== true) return false;
    this.options.consents.refuseAgent();
    return true;
  }

  #sources(flags: SettingsFlags) {
    const { cwd, env, home } = this.options.environment;
    return { cwd, env, home, flags };
  }
}
