// Answers what the agent asks of its client: permissions, and files of the work tree.
import { type ClientApp, client, RequestError } from '@zed-industries/agent-client-protocol';
import type { Logger } from '../../application/ports/logger.port.ts';
import { decidePermission } from './permissions.ts';
import { FileRequestError, readWorkTreeFile, writeWorkTreeFile } from './work-tree-files.ts';

/** What is asked of the turn a request belongs to. */
export interface RequestScope {
  readonly cwd: string;
  /** A turn that is being cancelled gets no permission any more. */
  readonly cancelled: boolean;
  titleOf(callId: string): string | null;
  reportPermission(title: string, allowed: boolean): void;
}

export interface ClientRequestOptions {
  readonly allowPermissions: boolean;
  readonly logger: Logger;
  /** The turn of this ACP session; a plain scope for others, such as the sessions of subagents. */
  readonly scopeOf: (sessionId: string) => RequestScope;
}

/**
 * The client's side of the protocol, to be connected to a stream. A method without a handler is answered with -32601: terminals
 * are not offered in the capabilities, so there are none for them. `session/update` never gets here (IncomingFilter).
 */
export function answerRequests(options: ClientRequestOptions): ClientApp {
  return client({ name: 'iteratr' })
    .onRequest('session/request_permission', ({ params: { sessionId, toolCall, options: choices } }) => {
      const scope = options.scopeOf(sessionId);
      if (scope.cancelled) return { outcome: { outcome: 'cancelled' } };
      const { allowed, outcome } = decidePermission(options.allowPermissions, choices);
      const title = toolCall.title ?? scope.titleOf(toolCall.toolCallId) ?? toolCall.kind ?? 'a tool';
      scope.reportPermission(title, allowed);
      options.logger.info('Answered a permission request', { title, allowed, session: sessionId });
      return { outcome };
    })
    .onRequest('fs/read_text_file', ({ params: { sessionId, path, line, limit } }) =>
      served(async () => ({
        content: await readWorkTreeFile(options.scopeOf(sessionId).cwd, path, { line, limit }),
      })),
    )
    .onRequest('fs/write_text_file', ({ params: { sessionId, path, content } }) =>
      served(async () => {
        await writeWorkTreeFile(options.scopeOf(sessionId).cwd, path, content);
        return {};
      }),
    );
}

async function served<Result>(serve: () => Promise<Result>): Promise<Result> {
  try {
    return await serve();
  } catch (error) {
    const { message } = error as Error;
    if (error instanceof FileRequestError && error.missing) throw new RequestError(-32002, message);
    if (error instanceof FileRequestError) throw RequestError.invalidParams(undefined, message);
    throw RequestError.internalError(undefined, message);
  }
}
