// The table of the bench: what was measured, what came out, and whether it is what was asked for.

interface Row {
  readonly what: string;
  readonly measured: string;
  readonly wanted: string;
  readonly ok: boolean | undefined;
}

const rows: Row[] = [];

/** A figure with a bound that it must not exceed. */
export function ratio(what: string, value: number, limit: number, detail: string): void {
  rows.push({
    what,
    measured: `${value.toFixed(2)}x (${detail})`,
    wanted: `<= ${limit}x`,
    ok: value <= limit,
  });
}

/** A figure that is only reported, with what it aims for. */
export function duration(what: string, ms: number, aim: number): void {
  rows.push({ what, measured: `${ms.toFixed(2)} ms`, wanted: `aim < ${aim} ms`, ok: ms < aim });
}

/** A figure with a bound in its own unit. */
export function bound(
  what: string,
  value: number,
  side: 'below' | 'at least',
  limit: number,
  unit = '',
): void {
  const ok = side === 'below' ? value < limit : value >= limit;
  rows.push({ what, measured: `${value.toFixed(1)}${unit}`, wanted: `${side} ${limit}${unit}`, ok });
}

/** Returns whether every bound was kept. */
export function printTable(): boolean {
  const width = (pick: (row: Row) => string): number => Math.max(...rows.map((row) => pick(row).length));
  const [what, measured, wanted] = [width((r) => r.what), width((r) => r.measured), width((r) => r.wanted)];
  for (const row of rows) {
    const verdict = row.ok ? 'ok' : 'MISSED';
    const cells = [row.what.padEnd(what), row.measured.padEnd(measured), row.wanted.padEnd(wanted), verdict];
    process.stdout.write(`${cells.join('  ')}\n`);
  }
  return rows.every(({ ok }) => ok);
}
