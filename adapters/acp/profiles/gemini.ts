// The profile of Gemini CLI.
// https://github.com/google-gemini/gemini-cli
import { type AgentProfile, ORDINARY, OWN_CHOICE } from './profile.ts';

export const GEMINI: AgentProfile = {
  ...ORDINARY,
  name: 'gemini',
  command: ['gemini', '--acp'],
  npm: { name: '@google/gemini-cli', version: '0.61.0' },
  // In a folder that it does not trust, it silently drops the MCP servers with iteratr's tools.
  env: { GEMINI_CLI_TRUST_WORKSPACE: 'true' },
  install: 'npm install -g @google/gemini-cli',
  login: 'run gemini and log in there, or set GEMINI_API_KEY',
  models: OWN_CHOICE,
};
