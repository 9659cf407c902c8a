// Formats the findings of doctor as text and as JSON; specs/doctor.md describes both.
import type { DiagnosticResult } from '../../../../application/doctor/run-diagnostics.ts';
import type { Finding, FindingState } from '../../../../application/ports/diagnostic.port.ts';
import { plural } from '../../../../application/wording/count.ts';
import { plainJson, plainLine } from '../../../../application/wording/plain-text.ts';
import type { TextStyle } from '../../cli.ts';

const VERSION = 1;
const LENGTH = 1_000;
const MIN_COLUMNS = 30;

const MARKS = {
  ok: { sign: '✓', word: 'ok', color: 'green' },
  warning: { sign: '!', word: 'warning', color: 'yellow' },
  failed: { sign: '✗', word: 'failed', color: 'red' },
} as const satisfies Record<FindingState, { sign: string; word: string; color: TextStyle }>;

const WORD_WIDTH = Math.max(...Object.values(MARKS).map(({ word }) => word.length));

/** Returns whether a build can work. Warnings do not prevent one. */
export function isHealthy(results: readonly DiagnosticResult[]): boolean {
  return results.every(({ state }) => state !== 'failed');
}

/** Returns the results as one JSON object on one line. */
export function doctorJson(results: readonly DiagnosticResult[], version: string): string {
  const checks = results.map((result) => ({ ...result, findings: result.findings.map(plain) }));
  return `${plainJson({ v: VERSION, ok: isHealthy(results), version, checks })}\n`;
}

/** Cleans the texts, which may quote the output of a program. Version 1 of the format calls the remedy `mend`. */
function plain({ state, found, remedy }: Finding) {
  return {
    state,
    found: plainLine(found, LENGTH),
    ...(remedy !== undefined && { mend: plainLine(remedy, LENGTH) }),
  };
}

/** A part of the text in one style. */
export interface DoctorPart {
  readonly text: string;
  readonly style?: TextStyle;
}

/**
 * Returns a line for each finding and a summary. A sign and a word show the state; colour only repeats it. Lines wrap at
 * `columns`; 0 turns wrapping off.
 */
export function doctorText(results: readonly DiagnosticResult[], columns: number): DoctorPart[] {
  const labelWidth = Math.max(...results.map(({ label }) => label.length));
  const indent = WORD_WIDTH + labelWidth + 6;
  const wrapped = (text: string): string =>
    wrap(plainLine(text, LENGTH), columns - indent, ' '.repeat(indent));
  const parts = results.flatMap(({ label, findings, fixed }): DoctorPart[] => [
    ...findings.flatMap(({ state, found, remedy }, index) => {
      const { sign, word, color } = MARKS[state];
      const mark = { text: `${sign} ${word.padEnd(WORD_WIDTH)}`, style: color };
      const text = wrapped(remedy === undefined ? found : `${found} → ${remedy}`);
      return [mark, { text: `  ${(index === 0 ? label : '').padEnd(labelWidth)}  ${text}\n` }];
    }),
    ...fixed.map((line) => ({ text: `${' '.repeat(indent)}${wrapped(`fixed: ${line}`)}\n` })),
  ]);
  return [...parts, { text: `\n${summary(results)}\n` }];
}

/** Wraps the text between words. Leaves it alone if the width is too small for readable lines. */
function wrap(text: string, width: number, indent: string): string {
  if (width < MIN_COLUMNS) return text;
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join(`\n${indent}`);
}

function summary(results: readonly DiagnosticResult[]): string {
  const states = results.flatMap(({ findings }) => findings.map(({ state }) => state));
  const warnings = states.filter((state) => state === 'warning').length;
  const failures = states.filter((state) => state === 'failed').length;
  if (failures > 0)
    return `${plural(failures, 'thing')} a build needs ${failures === 1 ? 'is' : 'are'} missing or wrong.`;
  return warnings > 0
    ? `Nothing failed; ${plural(warnings, 'warning')}.`
    : 'Everything a build needs is there.';
}
