/** The time limit of a property test, or of one with megabytes of input: far above the seconds it needs, so that a busy machine fails none. */
export const PROPERTY_LIMIT_MS = 120_000;
