// Answers what the agent asks of its client: permissions, and files of the work tree.
import { type Client, RequestError } from '@zed-industries/agent-client-protocol';
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

/** Terminals are not offered in the capabilities, so there are no handlers for them. */
export function answerRequests(options: ClientRequestOptions): Client {
  return {
    async requestPermission({ sessionId, toolCall, options: choices }) {
      const scope = options.scopeOf(sessionId);
      if (scope.cancelled) return { outcome: { outcome: 'cancelled' } };
      const { allowed, outcome } = decidePermission(options.allowPermissions, choices);
      const title = toolCall.title ?? scope.titleOf(toolCall.toolCallId) ?? toolCall.kind ?? 'a tool';
      scope.reportPermission(title, allowed);
      options.logger.info('Answered a permission request', { title, allowed, session: sessionId });
      return { outcome };
    },

    readTextFile: ({ sessionId, path, line, limit }) =>
      served(async () => ({
        content: await readWorkTreeFile(options.scopeOf(sessionId).cwd, path, { line, limit }),
      })),

    writeTextFile: ({ sessionId, path, content }) =>
      served(async () => {
        await writeWorkTreeFile(options.scopeOf(sessionId).cwd, path, content);
        return {};
      }),

    // Updates are taken out before they get to the library (IncomingFilter); its interface demands a handler.
    sessionUpdate: async () => {},
  };
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
