// Whether the user has consented to what the files of a project can make the program do.
import type { Consent } from '../ports/consent-store.port.ts';

/** A value of the project's configuration file that needs consent. */
export interface RiskySetting {
  readonly key: string;
  /** Without passwords. */
  readonly shown: string;
  /** Differs when the value does. */
  readonly digest: string;
  /** Whether it decides where sessions are kept. */
  readonly placesStore: boolean;
}

export interface ProjectHooks {
  readonly digest: string;
  /** `<point>: <command>`, a hook each. */
  readonly lines: readonly string[];
}

/** What needs consent in one folder. */
export interface ProjectRisks {
  /** Absolute, with links resolved. */
  readonly folder: string;
  readonly settings: readonly RiskySetting[];
  /** null where there is no hooks file, or none in it. */
  readonly hooks: ProjectHooks | null;
}

/** What the user has not consented to yet; the settings of a consent that are gone need none. */
export function uncovered(
  { folder, settings, hooks }: ProjectRisks,
  consent: Consent | undefined,
): ProjectRisks {
  const digests = new Map(consent?.settings.map(({ key, digest }) => [key, digest]));
  return {
    folder,
    settings: settings.filter(({ key, digest }) => digests.get(key) !== digest),
    hooks: hooks && consent?.hooks?.digest !== hooks.digest ? hooks : null,
  };
}

export function isHarmless({ settings, hooks }: Omit<ProjectRisks, 'folder'>): boolean {
  return settings.length === 0 && hooks === null;
}

/** A consent to all of it. */
export function consentTo({ folder, settings, hooks }: ProjectRisks, now: Date): Consent {
  return {
    folder,
    given: now.toISOString(),
    settings: settings.map(({ key, shown, digest }) => ({ key, shown, digest })),
    hooks,
  };
}

/**
 * One line for each value and hook, as `key: value`. What a consent does not cover begins with `+`, what it covers and is
 * gone or changed with `-`, the rest with a space.
 */
export function describeRisks(
  { settings, hooks }: Omit<ProjectRisks, 'folder'>,
  consent: Consent | undefined,
): { readonly settings: readonly string[]; readonly hooks: readonly string[] } {
  const line = ({ key, shown }: Pick<RiskySetting, 'key' | 'shown'>): string => `${key}: ${shown}`;
  const digests = new Map(consent?.settings.map(({ key, digest }) => [key, digest]));
  const now = new Map(settings.map(({ key, digest }) => [key, digest]));
  const gone = (consent?.settings ?? []).filter(({ key, digest }) => now.get(key) !== digest);
  const before = consent?.hooks?.lines ?? [];
  const lines = hooks?.lines ?? [];
  return {
    settings: [
      ...gone.map((setting) => `- ${line(setting)}`),
      ...settings.map(
        (setting) => `${digests.get(setting.key) === setting.digest ? ' ' : '+'} ${line(setting)}`,
      ),
    ],
    hooks: [
      ...before.filter((each) => !lines.includes(each)).map((each) => `- ${each}`),
      ...lines.map((each) => `${before.includes(each) ? ' ' : '+'} ${each}`),
    ],
  };
}
