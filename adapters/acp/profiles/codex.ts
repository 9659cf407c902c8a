// The profile of Codex, which speaks ACP through an adapter.
// https://github.com/agentclientprotocol/codex-acp
import { type AgentProfile, ORDINARY, OWN_CHOICE } from './profile.ts';

export const CODEX: AgentProfile = {
  ...ORDINARY,
  name: 'codex',
  command: ['codex-acp'],
  npm: { name: '@agentclientprotocol/codex-acp', version: '2.6.0' },
  install: 'npm install -g @agentclientprotocol/codex-acp',
  // Over ACP it reads no key from the environment.
  login: 'codex login, or codex login --with-api-key, which reads the key from standard input',
  models: OWN_CHOICE,
};
