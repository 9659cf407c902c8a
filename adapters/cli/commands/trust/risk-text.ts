// Describes for the terminal what the files in a folder make the program do.
import type { Consent } from '../../../../application/ports/consent-store.port.ts';
import { describeRisks, type ProjectRisks } from '../../../../application/trust/project-trust.ts';
import { plainText } from '../../../../application/wording/plain-text.ts';

/** The absolute paths of the files that need consent. */
export interface ProjectFiles {
  readonly config: string;
  readonly hooks: string;
}

/**
 * Returns the full text, never shortened: nobody can consent to what is hidden. With `consent`, shows what changed since.
 */
export function riskText(risks: ProjectRisks, files: ProjectFiles, consent?: Consent): string {
  const { settings, hooks } = describeRisks(risks, consent);
  const head = consent
    ? 'Files in this folder that run programs or reach other places have changed:'
    : 'Files in this folder run programs or reach other places:';
  return [
    head,
    ...(settings.length === 0 ? [] : ['', `  ${files.config}`, ...settings.map(indented)]),
    ...(hooks.length === 0 ? [] : ['', `  ${files.hooks}`, ...hooks.map(indented)]),
    '',
  ].join('\n');
}

function indented(line: string): string {
  return `    ${plainText(line).replaceAll('\n', '\n        ')}`;
}
