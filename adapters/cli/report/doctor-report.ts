// What the doctor found, as text and as JSON; specs/doctor.md describes both.
import { styleText } from 'node:util';
import type { Finding, FindingState } from '../../../application/doctor/check.ts';
import type { CheckResult } from '../../../application/doctor/examine.ts';
import { plural } from './format.ts';
import { plainLine } from './plain-text.ts';

const VERSION = 1;
const LENGTH = 1_000;
const FEWEST_COLUMNS = 30;

const MARKS = {
  ok: { sign: '✓', word: 'ok', color: 'green' },
  warning: { sign: '!', word: 'warning', color: 'yellow' },
  failed: { sign: '✗', word: 'failed', color: 'red' },
} as const satisfies Record<FindingState, { sign: string; word: string; color: string }>;

const WORD_WIDTH = Math.max(...Object.values(MARKS).map(({ word }) => word.length));

/** Whether a build can work: warnings do not count. */
export function isHealthy(results: readonly CheckResult[]): boolean {
  return results.every(({ state }) => state !== 'failed');
}

/** One object on one line. */
export function doctorJson(results: readonly CheckResult[], version: string): string {
  const checks = results.map((result) => ({ ...result, findings: result.findings.map(plain) }));
  return `${JSON.stringify({ v: VERSION, ok: isHealthy(results), version, checks })}\n`;
}

/** What is told may be the last lines of a program. */
function plain({ state, found, mend }: Finding): Finding {
  return {
    state,
    found: plainLine(found, LENGTH),
    ...(mend !== undefined && { mend: plainLine(mend, LENGTH) }),
  };
}

export interface DoctorTextOptions {
  readonly colors: boolean;
  /** Lines are broken there; 0 where they are not. */
  readonly columns: number;
}

/** A line for each finding, and one that sums up. The state is said by a sign and a word; colour only stresses it. */
export function doctorText(results: readonly CheckResult[], { colors, columns }: DoctorTextOptions): string {
  const labelWidth = Math.max(...results.map(({ label }) => label.length));
  const indent = WORD_WIDTH + labelWidth + 6;
  const wrapped = (text: string): string =>
    wrap(plainLine(text, LENGTH), columns - indent, ' '.repeat(indent));
  const lines = results.flatMap(({ label, findings, fixed }) => [
    ...findings.map(({ state, found, mend }, index) => {
      const { sign, word, color } = MARKS[state];
      const mark = `${sign} ${word.padEnd(WORD_WIDTH)}`;
      const shown = colors ? styleText(color, mark, { validateStream: false }) : mark;
      const text = wrapped(mend === undefined ? found : `${found} → ${mend}`);
      return `${shown}  ${(index === 0 ? label : '').padEnd(labelWidth)}  ${text}`;
    }),
    ...fixed.map((line) => `${' '.repeat(indent)}${wrapped(`fixed: ${line}`)}`),
  ]);
  return `${lines.join('\n')}\n\n${summary(results)}\n`;
}

/** Between words; in less than some columns nothing is gained by it. */
function wrap(text: string, width: number, indent: string): string {
  if (width < FEWEST_COLUMNS) return text;
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join(`\n${indent}`);
}

function summary(results: readonly CheckResult[]): string {
  const states = results.flatMap(({ findings }) => findings.map(({ state }) => state));
  const warnings = states.filter((state) => state === 'warning').length;
  const failures = states.filter((state) => state === 'failed').length;
  if (failures > 0)
    return `${plural(failures, 'thing')} a build needs ${failures === 1 ? 'is' : 'are'} missing or wrong.`;
  const all = 'Everything a build needs is there';
  return warnings > 0 ? `${all}; ${plural(warnings, 'warning')}.` : `${all}.`;
}
