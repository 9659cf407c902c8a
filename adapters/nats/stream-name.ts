/** The JetStream stream that holds all sessions. */
export const STREAM = 'iteratr_events';
