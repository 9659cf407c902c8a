/** The time limit, in milliseconds, of a test with random or huge input: far above what it needs, so that it passes on a busy machine. */
export const PROPERTY_LIMIT_MS = 120_000;
