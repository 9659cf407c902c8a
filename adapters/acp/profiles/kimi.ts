// The profile of Kimi Code.
// https://github.com/MoonshotAI/kimi-code
import { exitCodeMatching } from './dialect.ts';
import { type AgentProfile, ORDINARY, OWN_CHOICE } from './profile.ts';

export const KIMI: AgentProfile = {
  ...ORDINARY,
  name: 'kimi',
  command: ['kimi', 'acp'],
  npm: { name: '@moonshot-ai/kimi-code', version: '2.1.0' },
  node: 22,
  install: 'npm install -g @moonshot-ai/kimi-code',
  login: 'run kimi and log in there with /login',
  models: OWN_CHOICE,
  dialect: exitCodeMatching(/(?:^|\n)Command failed with exit code: (\d+)\.$/),
};
