// Makes a scripted agent for a test: writes its scenario to a file and gives the command that plays it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Scenario } from './scenario.ts';

export type { Scenario, Step, Turn } from './scenario.ts';

export interface ScriptedAgent {
  readonly command: string;
  readonly args: readonly string[];
  /** The prompts it got so far, in order, over all its lives. */
  prompts(): readonly RecordedPrompt[];
  /** What each of its sessions was opened with, in order. */
  opened(): readonly { opened: string; cwd: string; mcpServers: readonly unknown[] }[];
  /** In order: `+` for each session that was opened, `-` for each that was closed. */
  sessions(): readonly string[];
}

interface RecordedPrompt {
  /** Which turn of the scenario it was, from 1; reactions have that of the turn before. */
  readonly turn: number;
  readonly session: string;
  readonly model?: string;
  readonly text: string;
}

/** `directory` takes the scenario and what the agent records; the caller removes it. */
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
    opened: () => lines().filter((line) => 'opened' in line),
  };
}
