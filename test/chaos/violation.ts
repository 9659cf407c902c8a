// What is not as it has to be, in words.
export interface Violation {
  readonly invariant: string;
  readonly expected: string;
  readonly found: string;
}

export function violation(invariant: string, expected: unknown, found: unknown): Violation {
  return { invariant, expected: shown(expected), found: shown(found) };
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
}
