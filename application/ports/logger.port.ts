// The diagnostic log, for debugging. It is not the output that a user watches during a run.

/** Values logged with a message. Must not contain secrets. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Never throws and never blocks. Keeps the order of calls. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** Discards everything, for work without a configured log. */
export const NO_LOG: Logger = { debug() {}, info() {}, warn() {}, error() {} };
