// Reads what a subagent did, which agents report only afterwards: loads the subagent's session and returns it as text.
import { inTime } from '../../application/async/time-limit.ts';
import type { AgentEvent, AgentToolCall } from '../../application/ports/agent.port.ts';
import type { AgentConnection } from './agent-connection.ts';
import type { AgentDialect } from './profiles/dialect.ts';
import { SessionUpdates } from './session-updates.ts';

/** Loading usually takes a fraction of a second; a turn waits no longer than this. */
const TIME_LIMIT_MS = 5_000;

/**
 * Returns the text of the subagent's session, oldest first; '' when it has none. Throws the agent's error, or an `Error` on a
 * timeout. https://agentclientprotocol.com/protocol/session-setup#loading-sessions
 */
export async function subagentStream(
  connection: AgentConnection,
  sessionId: string,
  { cwd, dialect }: { readonly cwd: string; readonly dialect: Required<AgentDialect> },
): Promise<string> {
  const updates = new SessionUpdates(cwd, dialect);
  const events: AgentEvent[] = [];
  const unlisten = connection.listen(sessionId, {
    cwd,
    cancelled: false,
    titleOf: (callId) => updates.titleOf(callId),
    ask: async () => undefined,
    reportPermission: () => {},
    update: (update) => void events.push(...updates.translate(update)),
  });
  const loading = connection.request('session/load', { sessionId, cwd, mcpServers: [] });
  try {
    await inTime(TIME_LIMIT_MS, loading, () => new Error(`not loaded within ${TIME_LIMIT_MS / 1000} s`));
  } finally {
    unlisten();
  }
  return textOf(events);
}

/** Returns messages verbatim, and finished calls with their outcome and output. */
function textOf(events: readonly AgentEvent[]): string {
  let text = '';
  for (const event of events) {
    if (event.type === 'text') text += event.text;
    if (event.type !== 'tool-call' || (event.call.status !== 'completed' && event.call.status !== 'failed'))
      continue;
    text += `${text === '' || text.endsWith('\n') ? '' : '\n'}${callText(event.call)}\n`;
  }
  return text.trimEnd();
}

function callText({ kind, title, status, exitCode, output }: AgentToolCall): string {
  const failed = status === 'failed' || (exitCode !== null && exitCode !== 0);
  const exit = exitCode === null ? '' : ` (exit ${exitCode})`;
  const head = `${failed ? '✗' : '✓'} ${kind === 'execute' ? '$ ' : ''}${title}${exit}`;
  return output.trim() === '' ? head : `${head}\n${output.trimEnd().replaceAll(/^/gm, '  ')}`;
}
