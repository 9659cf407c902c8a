// Specifies what `iteratr agents` prints: a table that fits a terminal of 80 columns, or all about one agent.
import { expect, it } from 'vitest';
import { installedAgent } from '../../../../../adapters/acp/installed-agents.ts';
import { PROFILES } from '../../../../../adapters/acp/profiles/profiles.ts';
import { AgentsHandler } from '../../../../../adapters/cli/commands/agents/agents.handler.ts';

const INSTALLED: Readonly<Record<string, string>> = { gemini: '/usr/bin/gemini' };
const rows = PROFILES.map((profile) => ({
  ...installedAgent(profile, (name) => INSTALLED[name]),
  configured: profile.name === 'claude',
  roles: [],
}));

async function printed(name?: string, json = false): Promise<string> {
  const pieces: string[] = [];
  const console = { out: (piece: string) => void pieces.push(piece) };
  const code = await new AgentsHandler(() => rows, console).handle({ name, json, config: {} });
  expect(code).toBe(0);
  return pieces.join('');
}

it('lists all agents in short lines', async () => {
  const text = await printed();
  expect(text).toBe(
    [
      '  opencode  not installed  needs a model',
      '* claude    not installed  needs Node.js 22',
      '  gemini    installed',
      '  codex     not installed',
      '  copilot   not installed',
      '  qwen      not installed',
      '  kimi      not installed  needs Node.js 22',
      '  vibe      not installed',
      '  goose     not installed',
      '',
      'iteratr agents <name> shows how to install an agent and to log in.',
      '',
    ].join('\n'),
  );
});

it('shows all about one', async () => {
  expect(await printed('claude')).toBe(
    [
      'name       claude (a build uses it)',
      'command    claude-agent-acp',
      'installed  no',
      'install    npm install -g @agentclientprotocol/claude-agent-acp',
      'npx        @agentclientprotocol/claude-agent-acp@0.101.0',
      'log in     run claude and log in there with /login',
      'Node.js    22 or newer',
      'model      you may choose one',
      '',
    ].join('\n'),
  );
  expect(await printed('gemini')).toContain('installed  /usr/bin/gemini\n');
});

it('prints the same agents as JSON', async () => {
  expect(JSON.parse(await printed(undefined, true))).toEqual(rows);
  expect(JSON.parse(await printed('vibe', true))).toEqual(rows.filter(({ name }) => name === 'vibe'));
});

it('lists the names for an unknown one', async () => {
  const code = new AgentsHandler(() => rows, { out: () => {} }).handle({
    name: 'x',
    json: false,
    config: {},
  });
  await expect(code).rejects.toMatchObject({
    code: 'INPUT',
    message: expect.stringMatching(/"x".*opencode, claude/),
  });
});
