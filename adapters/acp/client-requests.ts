// Answers the agent's requests: permissions, and reads and writes of files in the work tree.
import { type ClientApp, client, RequestError } from '@zed-industries/agent-client-protocol';
import type { TurnQuestion } from '../../application/ports/agent.port.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import { answerForm } from './elicitation.ts';
import { type Fields, fieldsOf, textOf } from './fields.ts';
import { isOwnTool } from './own-tools.ts';
import { decidePermission } from './permissions.ts';
import { FileRequestError } from './read-lines.ts';
import { readWorkTreeFile, writeWorkTreeFile } from './work-tree-files.ts';

/** What answering a request needs to know of the turn it belongs to. */
export interface RequestScope {
  readonly cwd: string;
  /** Whether the turn is being cancelled; then no permission is granted any more. */
  readonly cancelled: boolean;
  /** Takes over what a permission request says of its tool call. Returns the call's title; null if unknown. */
  titleOf(toolCall: Fields): string | null;
  reportPermission(title: string, allowed: boolean): void;
  /** Asks the user. Resolves with undefined if nobody answers. */
  ask(question: TurnQuestion): Promise<string | undefined>;
}

export interface ClientRequestOptions {
  readonly allowPermissions: boolean;
  /** Names of iteratr's tools that are allowed in any case. */
  readonly ownTools: readonly string[];
  readonly logger: Logger;
  /** Returns the turn of this ACP session; a plain scope for other sessions, such as those of subagents. */
  readonly scopeOf: (sessionId: string) => RequestScope;
}

/**
 * Returns the client side of the protocol, to be connected to a stream. Methods without a handler are answered with -32601;
 * this includes terminals, which the capabilities do not offer. `session/update` never gets here (see IncomingFilter).
 */
export function answerRequests(options: ClientRequestOptions): ClientApp {
  return (
    client({ name: 'iteratr' })
      // Read by hand: the library refuses requests whose options have no kind.
      .onRequest('session/request_permission', fieldsOf, ({ params }) => {
        const sessionId = textOf(params.sessionId) ?? '';
        const toolCall = fieldsOf(params.toolCall);
        const scope = options.scopeOf(sessionId);
        if (scope.cancelled) return { outcome: { outcome: 'cancelled' } };
        const allow = options.allowPermissions || isOwnTool(options.ownTools, toolCall, params.options);
        const { allowed, outcome } = decidePermission(allow, params.options);
        const title = scope.titleOf(toolCall) ?? textOf(toolCall.title) ?? textOf(toolCall.kind) ?? 'a tool';
        scope.reportPermission(title, allowed);
        options.logger.info('Answered a permission request', { title, allowed, session: sessionId });
        return { outcome };
      })
      .onRequest('elicitation/create', fieldsOf, async ({ params }) => {
        const scope = options.scopeOf(textOf(params.sessionId) ?? '');
        const answer = await answerForm(params, (question) => scope.ask(question)).catch((error: unknown) => {
          options.logger.warn('Declined a form of the agent', { error });
          return { action: 'decline' };
        });
        return scope.cancelled ? { action: 'cancel' } : answer;
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
      )
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
