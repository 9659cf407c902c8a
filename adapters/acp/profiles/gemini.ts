// The profile of Gemini CLI.
// https://github.com/google-gemini/gemini-cli
import { exitCodeMatching } from './dialect.ts';
import { type AgentProfile, ORDINARY, OWN_CHOICE } from './profile.ts';

export const GEMINI: AgentProfile = {
  ...ORDINARY,
  name: 'gemini',
  command: ['gemini', '--acp'],
  npm: { name: '@google/gemini-cli', version: '0.61.0' },
  env: {
    // In a folder that it does not trust, it silently drops the MCP servers with iteratr's tools.
    GEMINI_CLI_TRUST_WORKSPACE: 'true',
    // It reports no output of a command that it runs in a pseudo-terminal.
    GEMINI_PTY_INFO: 'child_process',
  },
  // Version 0.61 cannot create files through a client: it does not recognise the error for a file that does not exist.
  clientFiles: false,
  install: 'npm install -g @google/gemini-cli',
  login: 'run gemini and log in there, or set GEMINI_API_KEY',
  billing: [
    {
      variable: 'GEMINI_API_KEY',
      effect: 'bills the account of that key, unless its settings choose another login',
    },
  ],
  models: OWN_CHOICE,
  // It tells the exit code only of a command without output.
  dialect: exitCodeMatching(/^Command exited with code: (\d+)$/),
};
