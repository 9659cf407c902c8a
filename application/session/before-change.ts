// Tells the user that a failed command has changed nothing.
import { AdapterError, type AdapterErrorCode } from '../errors.ts';

const PASSING: ReadonlySet<AdapterErrorCode> = new Set(['STORE.UNREACHABLE', 'STORE.FULL']);

/**
 * Returns the value of what is read before a change. If the store cannot answer, the error says that nothing was stored, so
 * that the user can repeat the command without looking.
 */
export async function beforeChange<Value>(reading: Promise<Value>): Promise<Value> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof AdapterError) || !PASSING.has(error.code)) throw error;
    const { code, problem, remedy, retryable } = error;
    throw new AdapterError(code, `${problem}; nothing was stored`, {
      cause: error,
      retryable,
      ...(remedy !== undefined && { remedy }),
    });
  }
}
