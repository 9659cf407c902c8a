// Creates a scripted agent for a test: writes its scenario to a file and returns the command that plays it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Scenario } from './scenario.ts';

export type { Scenario, Step, Turn } from './scenario.ts';

export interface ScriptedAgent {
  readonly command: string;
  readonly args: readonly string[];
  /** Returns the prompts so far, in order, over all processes of the agent. */
  prompts(): readonly RecordedPrompt[];
  /** Returns the parameters with which each session was opened, in order. */
  opened(): readonly { opened: string; cwd: string; mcpServers: readonly unknown[] }[];
  /** Returns the modes that were set, in order. */
  modes(): readonly string[];
  /** Returns, in order, `+` for each opened session and `-` for each closed one. */
  sessions(): readonly string[];
}

interface RecordedPrompt {
  /** Number of the turn in the scenario, from 1. A reaction has the number of the previous turn. */
  readonly turn: number;
  readonly session: string;
  readonly model?: string;
  readonly text: string;
}

/** Creates an agent. `directory` stores the scenario and the agent's records; the caller removes it. */
export function scriptedAgent(directory: string, scenario: Scenario): ScriptedAgent {
  const scenarioFile = join(directory, 'scenario.json');
  const promptsFile = scenario.promptsFile ?? join(directory, 'prompts.ndjson');
  writeFileSync(scenarioFile, JSON.stringify({ ...scenario, promptsFile }));
  writeFileSync(promptsFile, '', { flag: 'a' });
  const lines = () =>
    readFileSync(promptsFile, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  return {
    command: process.execPath,
    args: [fileURLToPath(new URL('./scripted-agent.mjs', import.meta.url)), scenarioFile],
    prompts: () => lines().filter((line) => 'text' in line),
    sessions: () =>
      lines().flatMap((line) =>
        'opened' in line ? [`+${line.opened}`] : 'closed' in line ? [`-${line.closed}`] : [],
      ),
    modes: () => lines().flatMap((line) => ('mode' in line ? [line.mode] : [])),
    opened: () => lines().filter((line) => 'opened' in line),
  };
}
