// Loads the configuration of a command, without the settings of the project's file that the user does not trust.
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

/** Flags by configuration property, as given on the command line; `trust` is `--trust`. */
export type SettingsFlags = Readonly<Record<string, string | boolean>>;

export interface TrustedConfig extends LoadedConfig {
  /** Settings of the project's file without the user's consent; they have no effect. */
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
  /** Reads the hooks of the project; null if it has none. Throws `ConfigError` for a mistake. */
  readonly hooks: () => Promise<ProjectHooks | null>;
  /** Shows the risks and asks for consent; undefined if there is no user to ask. */
  readonly ask: ((risks: ProjectRisks, given: Consent | undefined) => Promise<boolean>) | undefined;
  /** Shows a line to the user. */
  readonly warn: (line: string) => void;
}

/** The settings that can be ignored and that commands use which only open the store. */
const USED_WITH_STORE: readonly string[] = ['nats_server', 'log_file', 'nats_replicas'];

/** Every method throws `ConfigError` for a mistake in the configuration, unless documented otherwise. */
export class Settings {
  constructor(private readonly options: SettingsOptions) {}

  /**
   * Loads the configuration for commands that start no agent. Ignores untrusted values, and warns the user if they matter. Also
   * throws `ConfigError` if an untrusted value decides where sessions are stored.
   */
  forStore(flags: SettingsFlags): LoadedConfig {
    return this.requireStore(this.trusted(flags));
  }

  /** Like `forStore`, for a configuration that is already loaded. */
  requireStore({ untrusted, ...loaded }: TrustedConfig): LoadedConfig {
    this.#refuseStore(untrusted);
    this.warnOfIgnored(untrusted, USED_WITH_STORE);
    return loaded;
  }

  /**
   * Loads the configuration for commands whose start implies consent if there is no user to ask. Otherwise asks for the missing
   * consent, and stores it. Also throws `ConfigError` when the answer is no.
   */
  async withConsent(flags: SettingsFlags): Promise<SurveyedConfig> {
    if (this.#isTrustGiven(flags)) return this.load(flags);
    for (;;) {
      const survey = this.load(flags);
      if (!(await this.#askForConsent(survey))) return survey;
      // The files may have changed while the user read the question: what takes effect must be what they saw.
    }
  }

  /** Loads the configuration without untrusted settings, and lists those. Warns of nothing. */
  trusted(flags: SettingsFlags): TrustedConfig {
    return this.trustedPart(this.load(flags), flags);
  }

  /** Loads everything, trusted or not, for commands whose start implies consent. */
  load(flags: SettingsFlags): SurveyedConfig {
    return loadConfig(this.#sources(flags));
  }

  /** Loads each layer, even of a configuration with mistakes. Never throws. */
  survey(flags: SettingsFlags): SurveyedConfig {
    return surveyConfig(this.#sources(flags));
  }

  /** Like `trusted`, for a survey, which may have mistakes. */
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

  /** Returns everything the project's files could do, whether or not a flag or variable overrides it. */
  async risks(): Promise<ProjectRisks> {
    const { environment, consents, hooks } = this.options;
    const { risks } = loadConfig({ ...environment, env: {}, flags: {} });
    return { folder: consents.folder, settings: risks, hooks: await hooks() };
  }

  /** Warns the user of the settings in `used` that are ignored because they are not trusted. */
  warnOfIgnored(untrusted: readonly RiskySetting[], used: readonly string[]): void {
    const keys = untrusted.map(({ key }) => key).filter((key) => used.includes(key));
    if (keys.length === 0) return;
    const file = projectConfigPath(this.options.environment);
    const names = keys.join(', ');
    this.options.warn(
      `ignored ${names} in ${file}: the file is not trusted; run \`iteratr trust\` to trust it`,
    );
  }

  /** Returns whether it asked; the consent is stored then. */
  async #askForConsent({ risks, config, origins }: SurveyedConfig): Promise<boolean> {
    const { ask, hooks, consents } = this.options;
    // A project's file must not be able to suppress the question.
    const isHeadless = config.headless && origins.headless.kind !== 'project-file';
    if (isHeadless || !ask) return false;
    const project = { folder: consents.folder, settings: risks, hooks: await hooks() };
    if (isHarmless(project)) return false;
    const given = consents.current();
    if (isHarmless(uncovered(project, given))) return false;
    const all = await this.risks();
    if (!(await ask(all, given))) {
      throw new ConfigError('the folder is not trusted, so nothing was started', {
        remedy: 'run `iteratr trust` to trust it later',
      });
    }
    consents.give(all);
    return true;
  }

  /** Throws `ConfigError` if an untrusted value decides where sessions are stored. */
  #refuseStore(untrusted: readonly RiskySetting[]): void {
    const keys = untrusted.filter(({ placesStore }) => placesStore).map(({ key }) => key);
    if (keys.length === 0) return;
    const file = projectConfigPath(this.options.environment);
    const decides = keys.length === 1 ? 'decides' : 'decide';
    throw new ConfigError(
      `${file} is not trusted, and its ${keys.join(', ')} ${decides} where sessions are stored`,
      { remedy: 'check it, then run `iteratr trust`, or add --trust to this command' },
    );
  }

  #isTrustGiven(flags: SettingsFlags): boolean {
    if (flags.trust !== true) return false;
    this.options.consents.refuseAgent();
    return true;
  }

  #sources(flags: SettingsFlags) {
    return { ...this.options.environment, flags };
  }
}
