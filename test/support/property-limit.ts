/** How long a property test may take: far above the seconds it needs, so that a busy machine fails none. */
export const PROPERTY_LIMIT_MS = 120_000;
