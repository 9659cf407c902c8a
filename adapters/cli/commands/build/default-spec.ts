/** The spec used when the command names none. */
export const DEFAULT_SPEC = 'specs/SPEC.md';
