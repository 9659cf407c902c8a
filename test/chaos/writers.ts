// Other processes that write to the session meanwhile, and note what was acknowledged to them.
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ITERATR, type Program } from '../support/program.ts';
import { type Acknowledged, acknowledgedBy, idIn } from './acknowledged.ts';
import { SESSION } from './arena.ts';
import type { Chance } from './chance.ts';

const KILLED = 137;
const PAUSE_MS = 300;

export interface Writers {
  readonly acknowledged: readonly Acknowledged[];
  /** What a command said that failed in another way than it may. */
  readonly misbehaved: readonly string[];
  /** Resolves when the commands under way have ended. */
  stop(): Promise<void>;
}

/** Writes with two commands at a time until it is stopped. */
export function startWriters(program: Program, round: number, chance: Chance): Writers {
  const acknowledged: Acknowledged[] = [];
  const misbehaved: string[] = [];
  let running = true;
  let count = 0;
  const write = async (): Promise<void> => {
    while (running) {
      const content = `message by writer ${round}-${++count}`;
      const way = chance.pick([addTask, addTask, addTask, addTaskByMcp, addNote, sendMessage]);
      const answer = await way(program, content);
      if (typeof answer === 'string') misbehaved.push(answer);
      else acknowledged.push(...answer);
      if (running) await sleep(chance.below(PAUSE_MS));
    }
  };
  const writing = [write(), write()];
  return {
    acknowledged,
    misbehaved,
    async stop() {
      running = false;
      await Promise.all(writing);
    },
  };
}

type Way = (program: Program, content: string) => Promise<Acknowledged[] | string>;

const addTask: Way = async (program, content) => {
  const command = ['tool', 'task-add', '--name', SESSION, '--content', content];
  return answerOf(program, command, (stdout) => [{ kind: 'task', id: idIn(stdout, 'TAS'), content }]);
};

const addNote: Way = async (program, content) => {
  const command = ['tool', 'note-add', '--name', SESSION, '--type', 'tip', '--content', content];
  return answerOf(program, command, (stdout) => [{ kind: 'note', id: idIn(stdout, 'NOT'), content }]);
};

const sendMessage: Way = async (program, content) => {
  const command = ['message', '--name', SESSION, content];
  return answerOf(program, command, (stdout) => [{ kind: 'message', id: idIn(stdout, 'MSG'), content }]);
};

/** What a command that is not killed may do: succeed, or fail with one line. */
async function answerOf(
  program: Program,
  command: readonly string[],
  acknowledged: (stdout: string) => Acknowledged[],
): Promise<Acknowledged[] | string> {
  const { code, stdout, stderr } = await program.run(command);
  if (code === 0) return acknowledged(stdout);
  if (code === KILLED || (code === 1 && /^iteratr: [^\n]+\n$/.test(stderr))) return [];
  return `${command.join(' ')} ended with ${code}: ${stderr}`;
}

/** A server that is killed gives an error, which is no answer. */
const addTaskByMcp: Way = async (program, content) => {
  const client = new Client({ name: 'chaos', version: '1' });
  const args = [ITERATR, 'mcp', '--name', SESSION];
  const { workTree: cwd, env } = program;
  const transport = new StdioClientTransport({
    command: process.execPath,
    args,
    cwd,
    env,
    stderr: 'ignore',
  });
  try {
    await client.connect(transport);
    const result = await client.callTool({ name: 'task-add', arguments: { content } });
    const text = (result.content as { text?: string }[]).map((part) => part.text ?? '').join('\n');
    return acknowledgedBy({ tool: 'task-add', args: { content }, text, failed: result.isError === true });
  } catch {
    return [];
  } finally {
    await client.close();
  }
};
