// The profile of Codex, which speaks ACP through an adapter.
// https://github.com/agentclientprotocol/codex-acp
import { type AgentProfile, ORDINARY, OWN_CHOICE } from './profile.ts';

export const CODEX: AgentProfile = {
  ...ORDINARY,
  name: 'codex',
  command: ['codex-acp'],
  npm: { name: '@agentclientprotocol/codex-acp', version: '2.6.0' },
  install: 'npm install -g @agentclientprotocol/codex-acp',
  login: 'codex login, or set OPENAI_API_KEY',
  models: OWN_CHOICE,
};
