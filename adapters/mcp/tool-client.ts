// Hands a tool call to a build that is running: the caller needs neither store nor session.
import { request } from 'node:http';
import { AdapterError } from '../../application/errors.ts';
import type { ToolCall, ToolRunner } from '../../application/tools/run-tool.ts';
import type { ToolResult } from '../../application/tools/tool.ts';
import { AppError } from '../../domain/errors.ts';

const TIMEOUT_MS = 30_000;

/** An error the build answered with, under the code it has there. */
class RemoteError extends AppError {}

/** No build answers there, and nothing was done: whoever asked has to do it himself. */
export class BuildUnreachable extends Error {}

export class ToolClient implements ToolRunner {
  constructor(private readonly endpoint: { readonly url: string; readonly token: string }) {}

  /**
   * Throws `BuildUnreachable` when no build answers, `RemoteError` when it refused, and `AdapterError`
   * `STORE.UNREACHABLE` when it went away in the middle, so that nobody knows whether the call was done.
   */
  async run(call: ToolCall): Promise<ToolResult> {
    const { status, body } = await this.#post(JSON.stringify(call));
    const answer = parsed(body);
    if (answer?.result) return answer.result;
    if (status === 401 || status === 403 || !answer?.error)
      throw new BuildUnreachable(`HTTP status ${status}`);
    throw new RemoteError(answer.error.code, answer.error.message);
  }

  /** Whether a build with this token answers there. */
  async isAlive(): Promise<boolean> {
    try {
      const { status } = await this.#post('{}');
      return status === 422;
    } catch {
      return false;
    }
  }

  #post(body: string): Promise<{ status: number; body: string }> {
    const { url, token } = this.endpoint;
    return new Promise((resolve, reject) => {
      const failed = (cause: NodeJS.ErrnoException): void => reject(connectionError(cause));
      const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` };
      const sent = request(
        `${url}/tool`,
        { method: 'POST', headers, agent: false, timeout: TIMEOUT_MS },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => {
            text += chunk;
          });
          response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
          response.on('error', failed);
        },
      );
      sent.on('error', failed);
      sent.on('timeout', () => sent.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
      sent.end(body);
    });
  }
}

/** A refused connection, or another protocol on a port that is not the build's any more: nothing was done. */
function connectionError(cause: NodeJS.ErrnoException): Error {
  if (cause.code === 'ECONNREFUSED' || cause.code?.startsWith('HPE_')) {
    return new BuildUnreachable(cause.message, { cause });
  }
  const message = `the running build did not answer (${cause.message}): look with task-list whether the call was done`;
  return new AdapterError('STORE.UNREACHABLE', message, { cause, retryable: true });
}

interface Answer {
  readonly result?: ToolResult;
  readonly error?: { readonly code: string; readonly message: string };
}

function parsed(body: string): Answer | undefined {
  try {
    return JSON.parse(body) as Answer;
  } catch {
    return undefined;
  }
}
