// Whether the user has consented to what the files of this folder can make the program do.
import { type Check, type Finding, ok, warning } from '../../application/doctor/check.ts';
import { ConfigError } from '../../application/errors.ts';
import {
  describeRisks,
  isHarmless,
  type ProjectRisks,
  uncovered,
} from '../../application/trust/project-trust.ts';
import { consentFor, consentStore } from '../consents.ts';
import type { Environment } from '../environment.ts';
import { risksHere } from '../trust.ts';

export function trustCheck(environment: Environment): Check {
  return {
    id: 'trust',
    label: 'Trust',
    run: async () => {
      const risks = risksIn(environment);
      if (isHarmless(risks)) return [ok('nothing in this folder needs your consent')];
      const consent = consentFor(risks.folder, consentStore(environment));
      const left = uncovered(risks, consent);
      if (isHarmless(left)) return [ok('you trust the configuration and hooks of this folder')];
      const { settings, hooks } = describeRisks(left, undefined);
      return [...settings, ...hooks].map(
        (line): Finding => warning(`not trusted: ${line.slice(2)}`, 'look at it, then run iteratr trust'),
      );
    },
  };
}

/** Mistakes in the files are told by the checks of those files. */
function risksIn(environment: Environment): ProjectRisks {
  try {
    return risksHere(environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { folder: environment.cwd, settings: [], hooks: null };
  }
}
