// Whether the user trusts what the files of this folder make the program do.
import { ConfigError } from '../errors.ts';
import type { Consent } from '../ports/consent-store.port.ts';
import { type Diagnostic, type Finding, ok, warning } from '../ports/diagnostic.port.ts';
import { describeRisks, isHarmless, type ProjectRisks, uncovered } from './project-trust.ts';

export interface ProjectTrustFacts {
  /** Throws `ConfigError` for a file with a mistake. */
  risks(): ProjectRisks;
  /** The consent that covers the folder, if any. */
  consent(): Consent | undefined;
}

export function trustDiagnostic(facts: ProjectTrustFacts): Diagnostic {
  return { id: 'trust', label: 'Trust', run: async () => findingsOf(facts) };
}

function findingsOf(facts: ProjectTrustFacts): readonly Finding[] {
  const risks = risksIn(facts);
  if (!risks || isHarmless(risks)) return [ok('nothing in this folder needs your consent')];
  const left = uncovered(risks, facts.consent());
  if (isHarmless(left)) return [ok('you trust the configuration and hooks of this folder')];
  const { settings, hooks } = describeRisks(left, undefined);
  return [...settings, ...hooks].map((line) =>
    warning(`not trusted: ${line.slice(2)}`, 'look at it, then run iteratr trust'),
  );
}

/** undefined for files with a mistake: their own diagnostics report it. */
function risksIn(facts: ProjectTrustFacts): ProjectRisks | undefined {
  try {
    return facts.risks();
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}
