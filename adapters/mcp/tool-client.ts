// Hands a tool call to a build that is running: the caller needs neither store nor session.
import { request } from 'node:http';
import { AdapterError, kindOfCode } from '../../application/errors.ts';
import type { ToolCall, ToolRunner } from '../../application/tools/run-tool.ts';
import type { ToolResult } from '../../application/tools/tool.ts';
import { AppError } from '../../domain/errors.ts';

const TIMEOUT_MS = 30_000;
/** How long a build may take to say that it takes the call; a foreign server at its port may stay silent for ever. */
const GREETING_MS = 2_000;

/** An error the build answered with, under the code it has there. */
class RemoteError extends AppError {
  constructor(code: string, message: string) {
    super(code, kindOfCode(code), message);
  }
}

/** No build answers there, and nothing was done: the caller has to do it. */
export class BuildUnreachable extends Error {}

export class ToolClient implements ToolRunner {
  constructor(private readonly endpoint: { readonly url: string; readonly token: string }) {}

  /**
   * Throws `BuildUnreachable` when no build answers, `RemoteError` when it refused, and `AdapterError`
   * `STORE.UNREACHABLE` when it went away in the middle, so that nobody knows whether the call was done.
   */
  async run(call: ToolCall): Promise<ToolResult> {
    const { status, body } = await this.#post(JSON.stringify(call));
    const { result, error } = parsed(body);
    if (result) return result;
    if (status === 401 || status === 403 || !error) throw new BuildUnreachable(`HTTP status ${status}`);
    throw new RemoteError(error.code, error.message);
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

  /** The call itself is sent when the build has said that it takes it: whatever fails before leaves nothing done. */
  #post(body: string): Promise<{ status: number; body: string }> {
    const { url, token } = this.endpoint;
    return new Promise((resolve, reject) => {
      let taken = false;
      const failed = (cause: Error): void => reject(taken ? brokenOff(cause) : unreachable(cause));
      const headers = {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(body),
        Authorization: `Bearer ${token}`,
        Expect: '100-continue',
      };
      const sent = request(`${url}/tool`, { method: 'POST', headers, agent: false, timeout: TIMEOUT_MS });
      const silent = setTimeout(() => sent.destroy(new Error('no server that answers')), GREETING_MS);
      sent.on('continue', () => {
        taken = true;
        clearTimeout(silent);
        sent.end(body);
      });
      sent.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, body: taken ? text : '' });
          sent.destroy();
        });
        response.on('error', failed);
      });
      sent.on('error', failed);
      sent.on('timeout', () => sent.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
      sent.on('close', () => clearTimeout(silent));
    });
  }
}

function unreachable(cause: Error): BuildUnreachable {
  return new BuildUnreachable(cause.message, { cause });
}

function brokenOff(cause: Error): AdapterError {
  const message = `the running build did not answer (${cause.message}): look with task-list whether the call was done`;
  return new AdapterError('STORE.UNREACHABLE', message, { cause, retryable: true });
}

interface Answer {
  readonly result?: ToolResult;
  readonly error?: { readonly code: string; readonly message: string };
}

/** Empty when it is not what a build answers. */
function parsed(body: string): Answer {
  try {
    const { result, error } = JSON.parse(body) as Answer;
    if (result && typeof result.text === 'string') return { result };
    return typeof error?.code === 'string' && typeof error.message === 'string' ? { error } : {};
  } catch {
    return {};
  }
}
