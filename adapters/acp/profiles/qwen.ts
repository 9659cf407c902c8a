// The profile of Qwen Code.
// https://github.com/QwenLM/qwen-code
import { exitCodeMatching } from './dialect.ts';
import { type AgentProfile, ORDINARY, OWN_CHOICE } from './profile.ts';

export const QWEN: AgentProfile = {
  ...ORDINARY,
  name: 'qwen',
  command: ['qwen', '--acp'],
  // A version for Node.js 20; the newest needs 22.
  npm: { name: '@qwen-code/qwen-code', version: '0.15.10' },
  install: 'npm install -g @qwen-code/qwen-code@0.15.10',
  login: 'run qwen and log in there with /auth',
  models: { ...OWN_CHOICE, form: 'a name that the agent lists, such as $runtime|openai|m(openai)' },
  toolSearch: true,
  dialect: exitCodeMatching(/\nExit Code: (\d+)\nSignal: /),
};
