// The log of a program that keeps none.
import type { ClosableLogger } from './winston-logger.ts';

export const NO_LOG: ClosableLogger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  close: async () => {},
};
