// What the files of a folder make the program do, in words for a terminal.
import type { Consent } from '../../../../application/ports/consent-store.port.ts';
import { describeRisks, type ProjectRisks } from '../../../../application/trust/project-trust.ts';
import { plainText } from '../../report/plain-text.ts';

/** Absolute paths of the files. */
export interface ProjectFiles {
  readonly config: string;
  readonly hooks: string;
}

/** Cuts nothing: nobody can consent to what is hidden. With a consent, shows what has changed since. */
export function riskText(risks: ProjectRisks, files: ProjectFiles, consent?: Consent): string {
  const { settings, hooks } = describeRisks(risks, consent);
  const head = consent
    ? 'Files of this folder that run programs or reach other places have changed:'
    : 'Files of this folder run programs or reach other places:';
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
