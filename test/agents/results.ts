// Prints what was seen as a table: a line for each agent, a column for each scenario.

export interface Result {
  readonly agent: string;
  readonly scenario: string;
  readonly state: 'ok' | 'failed' | 'not run';
  /** What was seen, what is wrong, or why it was not run. */
  readonly seen: string;
}

/** Returns the table, and below it the reasons for everything that is not ok. */
export function tableOf(results: readonly Result[], scenarios: readonly string[]): readonly string[] {
  const agents = [...new Set(results.map(({ agent }) => agent))];
  const stateOf = (agent: string, scenario: string): string =>
    results.find((result) => result.agent === agent && result.scenario === scenario)?.state ?? '';
  const rows = [
    ['agent', ...scenarios],
    ...agents.map((agent) => [agent, ...scenarios.map((name) => stateOf(agent, name))]),
  ];
  const widths = [0, ...scenarios.keys()].map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const reasons = results
    .filter(({ state }) => state !== 'ok')
    .map(({ agent, scenario, state, seen }) => `${agent}, ${scenario}: ${state}: ${seen}`);
  return [
    ...rows.map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    ),
    ...reasons,
  ];
}
