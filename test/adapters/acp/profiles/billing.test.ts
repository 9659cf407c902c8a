// Specifies when another account pays than that of the login, and that the line never shows the value.
import { expect, it } from 'vitest';
import { billingNotices } from '../../../../adapters/acp/profiles/billing.ts';
import { profileNamed } from '../../../../adapters/acp/profiles/profiles.ts';
import type { AgentName } from '../../../../application/agents/agent-names.ts';

const notices = (agent: AgentName, inherited: Record<string, string>) => {
  const profile = profileNamed(agent);
  return billingNotices(profile ? [profile] : [], inherited);
};

it.each<[AgentName, Record<string, string>, string]>([
  [
    'claude',
    { ANTHROPIC_API_KEY: 'secret' },
    'ANTHROPIC_API_KEY is set: claude bills the account of that key, not your subscription; env_deny keeps it from the agent',
  ],
  [
    'claude',
    { ANTHROPIC_API_KEY: 'secret', CLAUDE_CODE_USE_BEDROCK: '1' },
    'CLAUDE_CODE_USE_BEDROCK is set: claude bills your AWS account, not your subscription; env_deny keeps it from the agent',
  ],
  [
    'gemini',
    { GEMINI_API_KEY: 'secret' },
    'GEMINI_API_KEY is set: gemini bills the account of that key, unless its settings choose another login; env_deny keeps it from the agent',
  ],
  [
    'copilot',
    { GITHUB_TOKEN: 'secret' },
    'GITHUB_TOKEN is set: copilot bills the GitHub account of that token, not that of your login; env_deny keeps it from the agent',
  ],
])('%s with %j', (agent, inherited, line) => {
  expect(notices(agent, inherited)).toEqual([line]);
});

it.each<[string, AgentName, Record<string, string>]>([
  ['the variable is empty', 'claude', { ANTHROPIC_API_KEY: '' }],
  ['the switch is off', 'claude', { CLAUDE_CODE_USE_BEDROCK: '0' }],
  ['it is that of another agent', 'gemini', { ANTHROPIC_API_KEY: 'secret' }],
  ['the agent does not read it', 'codex', { OPENAI_API_KEY: 'secret', CODEX_API_KEY: 'secret' }],
])('nothing if %s', (_, agent, inherited) => {
  expect(notices(agent, inherited)).toEqual([]);
});

it('nothing if nobody knows which agent runs', () => {
  const [claude, gemini] = [profileNamed('claude'), profileNamed('gemini')];
  expect(billingNotices(claude && gemini ? [claude, gemini] : [], { ANTHROPIC_API_KEY: 'x' })).toEqual([]);
});
