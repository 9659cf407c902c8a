// The profile of opencode: how to start, protect, install and log in, and what it reports beyond the protocol.
// https://opencode.ai/docs/acp
import { fieldsOf, numberOf, textOf } from '../fields.ts';
import { planEntriesOf } from '../plan-entries.ts';
import type { AgentDialect } from './dialect.ts';
import { plainOutput } from './opencode-output.ts';
import { type AgentProfile, type AgentRetry, ORDINARY } from './profile.ts';

const DIALECT: AgentDialect = {
  /** opencode reports a failing command as `completed` and puts the exit code in the metadata. */
  exitCodeOf: (rawOutput) => numberOf(metadataOf(rawOutput).exit),

  /** A call that starts a subagent names the subagent's session and its parent's; other calls name no parent. */
  subagentOf: (rawOutput) => {
    const { parentSessionId, sessionId } = metadataOf(rawOutput);
    return parentSessionId === undefined ? null : textOf(sessionId);
  },

  /** Version 1.18 keeps its to-do list in a tool call and sends no `plan` update for it. */
  planOf: (rawOutput) => {
    const { todos } = metadataOf(rawOutput);
    return Array.isArray(todos) ? planEntriesOf(todos) : null;
  },

  /** opencode reports a diff for an edit, but for a new file only that the file did not exist before. */
  createdFileOf: (input, rawOutput) => {
    const { filepath, exists } = metadataOf(rawOutput);
    const path = textOf(filepath);
    const newText = textOf(fieldsOf(input).content);
    return exists === false && path !== null && newText !== null ? { path, oldText: null, newText } : null;
  },

  plainOutput,
};

export const OPENCODE: AgentProfile = {
  ...ORDINARY,
  name: 'opencode',
  command: ['opencode', 'acp'],
  npm: { name: 'opencode-ai', version: '1.18.33' },
  install: 'npm install -g opencode-ai',
  login: 'opencode auth login',
  models: {
    form: 'provider/model',
    list: 'opencode models',
    required: true,
    standard: '',
    variable: null,
  },
  // Each of these can define providers and models.
  projectFiles: ['opencode.json', 'opencode.jsonc', '.opencode'],
  // Without a password it answers every local user and every web page, and /config contains the API keys.
  server: {
    passwordVariable: 'OPENCODE_SERVER_PASSWORD',
    paths: ['/config', '/session'],
    retries: { user: 'opencode', path: '/session/status', of: retryOf },
  },
  dialect: DIALECT,
};

/** Reads the status of all sessions, by their ids; a subagent has a session of its own. */
function retryOf(answer: unknown): AgentRetry | null {
  for (const status of Object.values(fieldsOf(answer)).map(fieldsOf)) {
    const [message, attempt, at] = [textOf(status.message), numberOf(status.attempt), numberOf(status.next)];
    if (status.type === 'retry' && message !== null && at !== null)
      return { message, attempt: attempt ?? 1, at };
  }
  return null;
}

function metadataOf(rawOutput: unknown) {
  return fieldsOf(fieldsOf(rawOutput).metadata);
}
