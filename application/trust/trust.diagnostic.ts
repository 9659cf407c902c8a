// Examines whether the user has consented to the settings and hooks of this folder.
import { ConfigError } from '../errors.ts';
import type { Consent } from '../ports/consent-store.port.ts';
import { type Diagnostic, type Finding, ok, warning } from '../ports/diagnostic.port.ts';
import { describeRisks, isHarmless, type ProjectRisks, uncovered } from './project-trust.ts';

export interface ProjectTrustFacts {
  /** Returns the folder's risks. Throws `ConfigError` if a file is invalid. */
  risks(): Promise<ProjectRisks>;
  /** Returns the consent for the folder, if any. */
  consent(): Consent | undefined;
}

export function trustDiagnostic(facts: ProjectTrustFacts): Diagnostic {
  return { id: 'trust', label: 'Trust', run: () => findingsOf(facts) };
}

async function findingsOf(facts: ProjectTrustFacts): Promise<readonly Finding[]> {
  const risks = await risksIn(facts);
  if (!risks || isHarmless(risks)) return [ok('nothing in this folder needs your consent')];
  const left = uncovered(risks, facts.consent());
  if (isHarmless(left)) return [ok('you trust the configuration and hooks of this folder')];
  const { settings, hooks } = describeRisks(left, undefined);
  return [...settings, ...hooks].map((line) =>
    warning(`not trusted: ${line.slice(2)}`, 'look at it, then run iteratr trust'),
  );
}

/** Returns undefined if a file is invalid, because its own diagnostic reports that. */
async function risksIn(facts: ProjectTrustFacts): Promise<ProjectRisks | undefined> {
  try {
    return await facts.risks();
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}
