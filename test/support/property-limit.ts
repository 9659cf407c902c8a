/** Time limit of property tests, far above the seconds they need, so that none fails on a busy machine. */
export const PROPERTY_LIMIT_MS = 120_000;
