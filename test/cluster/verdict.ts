// Judges a cluster run: gaps, errors, and events that were lost or stored twice.

/** A part of the run in which something is wrong with the cluster. Times in milliseconds since the epoch. */
export interface Scene {
  readonly what: string;
  readonly from: number;
  readonly to: number;
}

export interface StoredFact {
  readonly session: string;
  readonly id: string;
  /** When the cluster stored it. */
  readonly storedAt: number;
  /** The content of an added task or note; '' for other events. */
  readonly content: string;
}

/** What somebody was told about something that they added. */
export interface Attempt {
  readonly session: string;
  readonly content: string;
  readonly told: 'stored' | 'not stored' | 'unknown';
  readonly at: number;
}

export interface Row {
  readonly scene: string;
  readonly session: string;
  /** The longest time without a stored event, in milliseconds. */
  readonly gapMs: number;
  readonly events: number;
  readonly failed: number;
}

/** Returns one row for each scene and session. */
export function rowsOf(
  scenes: readonly Scene[],
  sessions: readonly string[],
  facts: readonly StoredFact[],
  attempts: readonly Attempt[],
): Row[] {
  return scenes.flatMap(({ what, from, to }) => {
    const during = (time: number): boolean => time >= from && time < to;
    return sessions.map((session) => {
      const times = facts.filter((fact) => fact.session === session).map(({ storedAt }) => storedAt);
      const inside = times.filter(during).sort((a, b) => a - b);
      const moments = [from, ...inside, to];
      const gaps = moments.slice(1).map((time, index) => time - (moments[index] as number));
      const failed = attempts.filter(
        (attempt) => attempt.session === session && attempt.told !== 'stored' && during(attempt.at),
      );
      return {
        ...{ scene: what, session, gapMs: Math.max(...gaps) },
        ...{ events: inside.length, failed: failed.length },
      };
    });
  });
}

/** Returns what must not be: an acknowledged fact that is lost, an event that is stored twice, a failed one that is stored. */
export function violationsIn(facts: readonly StoredFact[], attempts: readonly Attempt[]): string[] {
  const violations: string[] = [];
  const ids = new Set<string>();
  const counts = new Map<string, number>();
  for (const { session, id, content } of facts) {
    if (ids.has(id)) violations.push(`event ${id} of session ${session} is stored twice`);
    ids.add(id);
    if (content === '') continue;
    const key = `${session} ${content}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  for (const [key, count] of counts) {
    if (count > 1) violations.push(`"${key}" is stored ${count} times`);
  }
  for (const { session, content, told } of attempts) {
    const isStored = counts.has(`${session} ${content}`);
    if (told === 'stored' && !isStored)
      violations.push(`"${session} ${content}" was acknowledged and is lost`);
    if (told === 'not stored' && isStored)
      violations.push(`"${session} ${content}" is stored, and the error said that it is not`);
  }
  return violations;
}

const HEADER = ['scene', 'session', 'longest gap', 'events', 'failed calls'];

/** Returns the lines of a table with aligned columns. */
export function tableOf(rows: readonly Row[]): string[] {
  const cells = rows.map(({ scene, session, gapMs, events, failed }) => [
    ...[scene, session, `${(gapMs / 1_000).toFixed(1)} s`, String(events), String(failed)],
  ]);
  const all = [HEADER, ...cells];
  const widths = HEADER.map((_, column) => Math.max(...all.map((line) => (line[column] ?? '').length)));
  return all.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] as number))
      .join('  ')
      .trimEnd(),
  );
}
