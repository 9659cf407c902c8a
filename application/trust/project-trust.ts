// Compares the risks of a project's files, its settings and hooks, with what the user has consented to.
import type { Consent } from '../ports/consent-store.port.ts';

/** A value of the project's configuration file that needs consent. */
export interface RiskySetting {
  readonly key: string;
  /** The value to display, without passwords. */
  readonly shown: string;
  /** Changes whenever the value changes. */
  readonly digest: string;
  /** Whether the setting decides where sessions are stored. */
  readonly placesStore: boolean;
}

export interface ProjectHooks {
  readonly digest: string;
  /** One line per hook: `<point>: <command>`. */
  readonly lines: readonly string[];
}

/** The settings and hooks of one folder that need consent. */
export interface ProjectRisks {
  /** Absolute, with links resolved. */
  readonly folder: string;
  readonly settings: readonly RiskySetting[];
  /** null if there is no hooks file or it contains no hook. */
  readonly hooks: ProjectHooks | null;
}

/** Returns the risks that the consent does not cover. Settings that were removed since the consent are ignored. */
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

/** Whether nothing needs consent. */
export function isHarmless({ settings, hooks }: Omit<ProjectRisks, 'folder'>): boolean {
  return settings.length === 0 && hooks === null;
}

/** Returns a consent to all the risks. */
export function consentTo({ folder, settings, hooks }: ProjectRisks, now: Date): Consent {
  return {
    folder,
    given: now.toISOString(),
    settings: settings.map(({ key, shown, digest }) => ({ key, shown, digest })),
    hooks,
  };
}

/**
 * Returns one line per setting and hook, `key: value`. Lines that the consent does not cover begin with `+`, covered ones that
 * were removed or changed with `-`, the others with a space.
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
