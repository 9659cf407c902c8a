// The diagnostic log: for the person who looks for a fault, not for the one who watches a run.

/** Values that go with a line. Never secrets. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Never throws and never blocks; order is kept. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** Keeps nothing: for work that no log is configured for. */
export const NO_LOG: Logger = { debug() {}, info() {}, warn() {}, error() {} };
