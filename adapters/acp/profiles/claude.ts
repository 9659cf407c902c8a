// The profile of Claude Code, which speaks ACP through an adapter.
// https://github.com/agentclientprotocol/claude-agent-acp
import { type AgentProfile, ORDINARY, OWN_CHOICE } from './profile.ts';

export const CLAUDE: AgentProfile = {
  ...ORDINARY,
  name: 'claude',
  command: ['claude-agent-acp'],
  npm: { name: '@agentclientprotocol/claude-agent-acp', version: '0.101.0' },
  node: 22,
  // Without it, the full-access mode is refused to root.
  rootEnv: { IS_SANDBOX: '1' },
  install: 'npm install -g @agentclientprotocol/claude-agent-acp',
  login: 'run claude and log in there with /login',
  // Only what claude itself was seen to report.
  billing: [
    { variable: 'CLAUDE_CODE_USE_BEDROCK', effect: 'bills your AWS account, not your subscription' },
    { variable: 'ANTHROPIC_API_KEY', effect: 'bills the account of that key, not your subscription' },
  ],
  models: OWN_CHOICE,
  toolSearch: true,
};
