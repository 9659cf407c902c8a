// Sends a tool call to a running build, so that the caller needs neither the store nor the session.
import { request } from 'node:http';
import { afterAwake } from '../../application/async/awake-time.ts';
import { AdapterError, kindOfCode } from '../../application/errors.ts';
import type { ToolCall, ToolRunner } from '../../application/tools/run-tool.ts';
import type { ToolResult } from '../../application/tools/tool.ts';
import { AppError } from '../../domain/errors.ts';

const TIMEOUT_MS = 30_000;
/** How long a build may take to accept the call; another server on its port might never answer. */
const GREETING_MS = 2_000;

/** An error that the build answered with, with the same code. */
class RemoteError extends AppError {
  constructor(code: string, message: string) {
    super(code, kindOfCode(code), message);
  }
}

/** No build answers, and nothing was done, so the caller must run the tool itself. */
export class BuildUnreachable extends Error {}

export class ToolClient implements ToolRunner {
  constructor(private readonly endpoint: { readonly url: string; readonly token: string }) {}

  /**
   * Runs the tool in the build. Throws `BuildUnreachable` when no build answers, `RemoteError` when it refuses, and
   * `AdapterError` `STORE.UNREACHABLE` when the connection breaks during the call, so that it is unknown whether the tool
   * was run.
   */
  async run(call: ToolCall): Promise<ToolResult> {
    const { status, body } = await this.#post(JSON.stringify(call));
    const { result, error } = parsed(body);
    if (result) return result;
    if (status === 401 || status === 403 || !error) throw new BuildUnreachable(`HTTP status ${status}`);
    throw new RemoteError(error.code, error.message);
  }

  /** Returns whether a build with this token answers. Never rejects. */
  async isAlive(): Promise<boolean> {
    try {
      const { status } = await this.#post('{}');
      return status === 422;
    } catch {
      return false;
    }
  }

  /** Sends the call only after the build has accepted it, so that after an earlier failure nothing was done. */
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
      const sent = request(`${url}/tool`, { method: 'POST', headers, agent: false });
      const noAnswer = new Error(`no answer within ${TIMEOUT_MS / 1000} s`);
      const stops = [
        afterAwake(GREETING_MS, () => taken || sent.destroy(new Error('the server does not answer'))),
        afterAwake(TIMEOUT_MS, () => sent.destroy(noAnswer)),
      ];
      sent.on('continue', () => {
        taken = true;
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
      sent.on('close', () => {
        for (const stop of stops) stop();
      });
    });
  }
}

function unreachable(cause: Error): BuildUnreachable {
  return new BuildUnreachable(cause.message, { cause });
}

function brokenOff(cause: Error): AdapterError {
  return new AdapterError('STORE.UNREACHABLE', `the running build did not answer (${cause.message})`, {
    cause,
    remedy: 'check with task-list whether the call was done',
    retryable: true,
  });
}

interface Answer {
  readonly result?: ToolResult;
  readonly error?: { readonly code: string; readonly message: string };
}

/** Returns the answer in a body; empty if a build did not write it. */
function parsed(body: string): Answer {
  try {
    const { result, error } = JSON.parse(body) as Answer;
    if (result && typeof result.text === 'string') return { result };
    return typeof error?.code === 'string' && typeof error.message === 'string' ? { error } : {};
  } catch {
    return {};
  }
}
