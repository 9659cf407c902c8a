// The rows of the bench: what was measured, what came out, and whether it is what was asked for.
import { readFileSync, writeFileSync } from 'node:fs';

interface Row {
  readonly group: string;
  readonly what: string;
  readonly value: number;
  /** `x` for a ratio. */
  readonly unit: string;
  readonly side: 'at most' | 'below' | 'at least';
  readonly bound: number;
  readonly detail: string;
  /** undefined: the bound does not hold here. */
  readonly ok: boolean | undefined;
}

/** Bounds in multiples of a bare Node process are those of Node 20: later versions start more than twice as fast, the program does not. */
const BARE_NODE = /over `node -e 0`$/;
const HOLDS_BARE_NODE = process.versions.node.startsWith('20.');

/** What `--json` writes and `--compare` reads. */
export interface Report {
  readonly node: string;
  readonly rows: readonly Row[];
}

const rows: Row[] = [];
let group = '';

/** Names the group of the rows that follow. */
export function beginGroup(name: string): void {
  group = name;
}

/** A figure with a bound that it must not exceed. */
export function ratio(what: string, value: number, limit: number, detail: string): void {
  const ok = HOLDS_BARE_NODE || !BARE_NODE.test(what) ? value <= limit : undefined;
  rows.push({ group, what, value, unit: 'x', side: 'at most', bound: limit, detail, ok });
}

/** A figure that is only reported, with what it aims for. */
export function duration(what: string, ms: number, aim: number): void {
  bound(what, ms, 'below', aim, ' ms');
}

/** A figure with a bound in its own unit. */
export function bound(
  what: string,
  value: number,
  side: 'below' | 'at least',
  limit: number,
  unit = '',
  detail = '',
): void {
  const ok = side === 'below' ? value < limit : value >= limit;
  rows.push({ group, what, value, unit, side, bound: limit, detail, ok });
}

/** Prints all rows, beside those of `before` if given. Returns whether every bound was kept. */
export function printTable(before?: Report): boolean {
  const old = new Map(before?.rows.map((row) => [row.what, row]));
  const cells = rows.map((row) => [
    row.what,
    `${shown(row)}${row.detail === '' ? '' : ` (${row.detail})`}`,
    `${row.side} ${row.bound}${row.unit}`,
    ...(before ? [change(row, old.get(row.what))] : []),
    verdict(row),
  ]);
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((line) => line[column]?.length ?? 0)),
  );
  process.stdout.write(`Node ${process.version}${before ? `, before: Node ${before.node}` : ''}\n`);
  for (const line of cells) {
    process.stdout.write(`${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}\n`);
  }
  return rows.every(({ ok }) => ok !== false);
}

function verdict({ ok }: Row): string {
  if (ok === undefined) return 'for Node 20';
  return ok ? 'ok' : 'MISSED';
}

function shown({ value, unit }: Row): string {
  return `${value.toFixed(unit === '' || unit === '%' ? 1 : 2)}${unit}`;
}

function change(row: Row, before: Row | undefined): string {
  if (!before) return 'new';
  const percent = (row.value / before.value - 1) * 100;
  return `was ${shown(before)}, ${percent < 0 ? '' : '+'}${percent.toFixed(0)}%`;
}

export function writeReport(file: string): void {
  const report: Report = { node: process.version, rows };
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}

/** Reads what `writeReport` wrote. */
export function readReport(file: string): Report {
  return JSON.parse(readFileSync(file, 'utf8')) as Report;
}
