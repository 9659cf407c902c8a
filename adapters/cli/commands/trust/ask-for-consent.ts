// Asks in the terminal whether the user trusts a folder.
import type { Consent } from '../../../../application/ports/consent-store.port.ts';
import type { ProjectRisks } from '../../../../application/trust/project-trust.ts';
import type { Console } from '../../console.ts';
import { type ProjectFiles, riskText } from './risk-text.ts';

/** Returns a function that shows the risks and asks for consent, undefined if there is no terminal to ask in. */
export function consentQuestion(
  { err, confirm }: Pick<Console, 'err' | 'confirm'>,
  files: ProjectFiles,
): ((risks: ProjectRisks, given: Consent | undefined) => Promise<boolean>) | undefined {
  if (!confirm) return undefined;
  return (risks, given) => {
    err(`${riskText(risks, files, given)}\n`);
    return confirm(`Trust ${risks.folder}? Asked again when they change. [y/N] `);
  };
}
