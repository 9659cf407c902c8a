// Tells failures of the agent from others, and why the agent failed.
import type { FailureCause } from '../../domain/run/failure-cause.ts';
import { AdapterError, type AdapterErrorCode } from '../errors.ts';

/** What a code alone says; the field `failure` of an error says more. */
const CAUSE_OF_CODE: Partial<Record<AdapterErrorCode, FailureCause>> = {
  'AGENT.EXITED': 'crashed',
  'AGENT.PROTOCOL': 'protocol',
};

export function isAgentFailure(error: unknown): error is AdapterError {
  return error instanceof AdapterError && error.code.startsWith('AGENT.');
}

/** Returns why the agent failed; undefined if nobody knows, or if the error is not the agent's. */
export function causeOf(error: unknown): FailureCause | undefined {
  return isAgentFailure(error) ? (error.failure?.cause ?? CAUSE_OF_CODE[error.code]) : undefined;
}
