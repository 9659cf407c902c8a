// Specifies how a login is worded, from the methods that each agent offers.
import { expect, it } from 'vitest';
import { loginHint } from '../../../adapters/acp/login-methods.ts';

const CLAUDE = [
  {
    description: 'Use Claude subscription ',
    name: 'Claude Subscription',
    id: 'claude-ai-login',
    type: 'terminal',
    args: ['--cli', 'auth', 'login', '--claudeai'],
  },
  {
    description: 'Use Anthropic Console (API usage billing)',
    name: 'Anthropic Console',
    id: 'console-login',
    type: 'terminal',
    args: ['--cli', 'auth', 'login', '--console'],
  },
];
const KIMI = {
  id: 'login',
  type: 'terminal',
  name: 'Login with Kimi account',
  args: ['--login'],
  _meta: { 'terminal-auth': { command: '/usr/bin/kimi', args: ['login'] } },
};
const GEMINI = [
  { id: 'oauth-personal', name: 'Log in with Google', description: 'Log in with your Google account' },
  { id: 'vertex-ai', name: 'Vertex AI' },
];

it('is the command that starts the agent, with the arguments of the method', () => {
  expect(loginHint(CLAUDE, ['claude-agent-acp'], 'with claude: /login')).toBe(
    'Claude Subscription: claude-agent-acp --cli auth login --claudeai; Anthropic Console: claude-agent-acp --cli auth login --console',
  );
  expect(loginHint(CLAUDE.slice(0, 1), ['npx', '--yes', 'c@1'], '')).toBe(
    'Claude Subscription: npx --yes c@1 --cli auth login --claudeai',
  );
});

it('is the whole command if the agent names it, by the name under which it was started', () => {
  expect(loginHint([KIMI], ['kimi', 'acp'], '')).toBe('Login with Kimi account: kimi login');
  expect(loginHint([KIMI], ['npx', 'kimi'], '')).toBe('Login with Kimi account: /usr/bin/kimi login');
});

it('quotes what a shell would not take for one word', () => {
  const method = { type: 'terminal', name: 'In', args: ['a b', '$HOME'] };
  expect(loginHint([method], ['x'], '')).toBe("In: x 'a b' '$HOME'");
});

it('is a description with a command, or else what iteratr knows, or else any description', () => {
  const described = [{ id: 'login', name: 'In', description: 'Run `x login`' }];
  expect(loginHint(described, ['x'], 'with x: y')).toBe('Run `x login`');
  expect(loginHint(GEMINI, ['gemini'], 'with gemini: set GEMINI_API_KEY')).toBe(
    'with gemini: set GEMINI_API_KEY',
  );
  expect(loginHint(GEMINI, ['./mine'], '')).toBe('Log in with your Google account; Vertex AI');
  expect(loginHint(undefined, ['x'], '')).toBe('');
});
