// Specifies when an agent that is not installed is offered with npx, and that a headless build is never asked.
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { chooseAgent } from '../../../bootstrap/agent-choice.ts';
import { installedAgent } from '../../../bootstrap/installed-agent.ts';
import { tempDir } from '../../support/temp-dir.ts';

const OFFER =
  'claude-agent-acp is not installed. Start it with npx @agentclientprotocol/claude-agent-acp@0.101.0? [y/N] ';

interface Situation {
  readonly agent?: string;
  /** Programs on PATH. */
  readonly programs?: readonly string[];
  readonly answer?: boolean;
  readonly isInteractive?: boolean;
  readonly output?: 'text' | 'json';
  readonly headless?: boolean;
}

/** Returns the command that is started, and what was asked. */
async function started({
  agent = 'claude',
  programs = ['npx'],
  answer = true,
  isInteractive = true,
  output = 'text',
  headless = false,
}: Situation) {
  const PATH = tempDir();
  for (const program of programs) {
    writeFileSync(join(PATH, program), '#!/bin/sh\n');
    chmodSync(join(PATH, program), 0o755);
  }
  const asked: string[] = [];
  const confirm = async (question: string) => {
    asked.push(question);
    return answer;
  };
  const choice = chooseAgent({ agent, agents: {}, agentMode: '', model: '' });
  type Surroundings = Parameters<typeof installedAgent>[1];
  const surroundings = { environment: { cwd: PATH, env: { PATH } }, console: { isInteractive, confirm } };
  const { command } = await installedAgent(
    choice,
    surroundings as unknown as Surroundings,
    { output },
    headless,
  );
  return { command, asked };
}

it('is offered in the pinned version, and started with it', async () => {
  const command = ['npx', '--yes', '@agentclientprotocol/claude-agent-acp@0.101.0'];
  expect(await started({})).toEqual({ command, asked: [OFFER] });
  const { command: gemini } = await started({ agent: 'gemini' });
  expect(gemini).toEqual(['npx', '--yes', '@google/gemini-cli@0.61.0', '--acp']);
});

it('is not started if the user does not want it', async () => {
  expect(await started({ answer: false })).toEqual({ command: ['claude-agent-acp'], asked: [OFFER] });
});

it.each<[string, Situation]>([
  ['a headless build', { headless: true }],
  ['a build with a log in JSON', { output: 'json' }],
  ['a build without a terminal', { isInteractive: false }],
  ['an agent that is installed', { programs: ['npx', 'claude-agent-acp'] }],
  ['a machine without npx', { programs: [] }],
  ['an agent without a package', { agent: 'goose' }],
  ['an unknown command', { agent: './mine' }],
])('nothing is asked for %s', async (_, situation) => {
  const { command, asked } = await started(situation);
  expect([asked, command[0]]).toEqual([[], expect.not.stringMatching(/^npx$/)]);
});
