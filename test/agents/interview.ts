// Tries what an interview needs: the agent may call iteratr's tool for questions, and nothing else.
import assert from 'node:assert/strict';
import { delimiter, join } from 'node:path';
import { AcpAgent } from '../../adapters/acp/acp-agent.ts';
import { profileNamed } from '../../adapters/acp/profiles/profiles.ts';
import { UNRECORDED_PROCESSES } from '../../adapters/process/system-processes.ts';
import { NO_LOG } from '../../application/ports/logger.port.ts';
import { startTinyMcpServer } from '../support/model-server/tiny-mcp-server.ts';
import type { TriedAgent } from './agents.ts';
import type { Trial } from './trial.ts';

const TURN_MS = 60_000;
/** The token of a server that lives for one trial. */
const TOKEN = 'scripted';

/** Prompts the agent once, as an interview does. The model of the trial asks a question and runs a command that makes `made`. */
export async function interviewOnce(
  agent: TriedAgent,
  path: readonly string[],
  trial: Trial,
): Promise<string> {
  const profile = profileNamed(agent.name);
  assert.ok(profile);
  const [program, ...args] = profile.command;
  const { workTree: cwd } = trial.program;
  const mcp = await startTinyMcpServer(TOKEN, 'ask-user', 'The user will be asked.');
  const acp = new AcpAgent({
    command: join(path.at(-1) ?? '', program),
    args,
    profiles: [profile],
    model: agent.model,
    mode: agent.askingMode,
    ownTools: ['ask-user'],
    env: { ...trial.program.env, ...trial.env, PATH: [...path, process.env.PATH ?? ''].join(delimiter) },
    cwd,
    allowPermissions: false,
    cancelTimeoutMs: 5_000,
    startTimeoutMs: TURN_MS,
    stopTimeoutMs: 5_000,
    processes: UNRECORDED_PROCESSES,
    logger: NO_LOG,
  });
  const asked: string[] = [];
  try {
    const signal = AbortSignal.timeout(TURN_MS);
    await acp.start(signal);
    const server = { type: 'http', name: 'iteratr', url: mcp.url, token: TOKEN } as const;
    const context = await acp.openContext({ cwd, model: agent.model, mcpServers: [server] }, signal);
    for await (const event of context.prompt(['Ask the user.'], signal)) {
      if (event.type === 'permission') asked.push(`${event.title} ${event.allowed ? 'allowed' : 'rejected'}`);
    }
    assert.equal(mcp.calls(), 1, `the question was not asked: ${asked.join('; ')}`);
    assert.equal(trial.program.exists('made'), !agent.asksForCommands, asked.join('; '));
    return asked.join('; ') || 'it asks for no permission';
  } finally {
    await acp.stop();
    await mcp.close();
  }
}
