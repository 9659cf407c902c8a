// Tells failures of the agent from others, and why the agent failed.
import { AdapterError } from '../errors.ts';

export function isAgentFailure(error: unknown): error is AdapterError {
  return error instanceof AdapterError && error.code.startsWith('AGENT.');
}
