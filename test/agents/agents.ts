// The agents to try by name: how each reaches the scripted model, and how its own tools are called.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { profileNamed } from '../../adapters/acp/profiles/profiles.ts';
import type { ToolUse } from '../support/model-server/script.ts';

type Variables = Readonly<Record<string, string>>;

/** Where an agent finds its model and its own files. */
interface Surroundings {
  /** The base URL of the model server, ending in `/v1`. */
  readonly modelUrl: string;
  readonly home: string;
}

export interface TriedAgent {
  readonly name: string;
  /** The npm package in the version of its profile. */
  readonly install: string;
  /** The major version of Node.js that it gets; null for the current one. */
  readonly node: number | null;
  /** What `--model` gets; '' for the agent's own choice. */
  readonly model: string;
  /** What `agent_mode` gets; '' for the agent's own choice. */
  readonly mode: string;
  /** The mode in which it asks for permissions; '' if it does so in its own mode. */
  readonly askingMode: string;
  /** Whether it asks before it runs a command, in that mode. */
  readonly asksForCommands: boolean;
  /** Sets it up to use the model server. Returns the variables for its environment. */
  readonly setUp: (surroundings: Surroundings) => Variables;
  /** Whether it reports the exit code of a command that has output. */
  readonly tellsExit: boolean;
  /** Whether it always reports tokens before a turn ends. */
  readonly tellsTokens: boolean;
  /** Variables for every start, also without a login. */
  readonly env: Variables;
  /** Calls of its tools. Paths are absolute. */
  readonly write: (path: string, content: string) => ToolUse;
  readonly run: (command: string) => ToolUse;
  /** The call of the tool that finds the tools of iteratr, as the prompt says; undefined where they are always there. */
  readonly search?: () => ToolUse;
}

/** Not a key of anybody. */
const KEY = 'sk-scripted';

const ORDINARY = {
  model: '',
  mode: '',
  askingMode: '',
  asksForCommands: true,
  tellsExit: true,
  tellsTokens: true,
  env: {},
} as const;

const originOf = (modelUrl: string): string => new URL(modelUrl).origin;

function packageOf(name: string): Pick<TriedAgent, 'name' | 'install' | 'node'> {
  const profile = profileNamed(name);
  if (!profile?.npm) throw new Error(`no npm package is known for the agent ${name}`);
  return { name, install: `${profile.npm.name}@${profile.npm.version}`, node: profile.node };
}

function writeIn(directory: string, file: string, content: string): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, file), content);
}

const CLAUDE: TriedAgent = {
  ...ORDINARY,
  ...packageOf('claude'),
  mode: 'bypassPermissions',
  askingMode: 'default',
  env: {
    DISABLE_AUTOUPDATER: '1',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    // It repeats even a request with a refused key, for three minutes.
    CLAUDE_CODE_MAX_RETRIES: '1',
  },
  setUp: ({ modelUrl }) => ({ ANTHROPIC_BASE_URL: originOf(modelUrl), ANTHROPIC_API_KEY: KEY }),
  write: (path, content) => ({ name: 'Write', args: { file_path: path, content } }),
  run: (command) => ({ name: 'Bash', args: { command, description: 'Runs a command' } }),
  search: () => ({ name: 'ToolSearch', args: { query: 'iteratr', max_results: 20 } }),
};

const GEMINI: TriedAgent = {
  ...ORDINARY,
  ...packageOf('gemini'),
  // In its mode auto it first asks another model which model to use.
  model: 'gemini-2.5-pro',
  tellsExit: false,
  setUp: ({ modelUrl, home }) => {
    const settings = { security: { auth: { selectedType: 'gemini-api-key' } } };
    writeIn(join(home, '.gemini'), 'settings.json', JSON.stringify(settings));
    return { GOOGLE_GEMINI_BASE_URL: originOf(modelUrl), GEMINI_API_KEY: KEY };
  },
  write: (path, content) => ({ name: 'write_file', args: { file_path: path, content } }),
  run: (command) => ({ name: 'run_shell_command', args: { command, description: 'Runs a command' } }),
};

const CODEX: TriedAgent = {
  ...ORDINARY,
  ...packageOf('codex'),
  mode: 'agent-full-access',
  // In its other modes a model reviews each call.
  askingMode: 'agent-full-access',
  asksForCommands: false,
  setUp: ({ modelUrl, home }) => {
    const config = [
      'model = "gpt-5.4"',
      'model_provider = "scripted"',
      '[model_providers.scripted]',
      'name = "Scripted"',
      `base_url = "${modelUrl}"`,
      'wire_api = "responses"',
      'env_key = "SCRIPTED_KEY"',
    ];
    writeIn(join(home, '.codex'), 'config.toml', `${config.join('\n')}\n`);
    return { SCRIPTED_KEY: KEY };
  },
  write: (path, content) => ({ name: 'exec_command', args: { cmd: `printf '%s' '${content}' > '${path}'` } }),
  run: (command) => ({ name: 'exec_command', args: { cmd: command } }),
};

const COPILOT: TriedAgent = {
  ...ORDINARY,
  ...packageOf('copilot'),
  model: 'claude-sonnet-4.5',
  env: { COPILOT_AUTO_UPDATE: 'false' },
  setUp: ({ modelUrl }) => ({
    COPILOT_PROVIDER_BASE_URL: modelUrl,
    COPILOT_PROVIDER_API_KEY: KEY,
    COPILOT_OFFLINE: 'true',
  }),
  write: (path, content) => ({ name: 'create', args: { path, file_text: content } }),
  run: (command) => ({ name: 'bash', args: { command, description: 'Runs a command' } }),
};

const QWEN: TriedAgent = {
  ...ORDINARY,
  ...packageOf('qwen'),
  setUp: ({ modelUrl, home }) => {
    const settings = { security: { auth: { selectedType: 'openai' } }, model: { name: 'scripted' } };
    writeIn(join(home, '.qwen'), 'settings.json', JSON.stringify(settings));
    return { OPENAI_BASE_URL: modelUrl, OPENAI_API_KEY: KEY, OPENAI_MODEL: 'scripted' };
  },
  write: (path, content) => ({ name: 'write_file', args: { file_path: path, content } }),
  run: (command) => ({
    name: 'run_shell_command',
    args: { command, description: 'Runs a command', is_background: false },
  }),
  search: () => ({ name: 'tool_search', args: { query: 'iteratr', max_results: 20 } }),
};

const KIMI: TriedAgent = {
  ...ORDINARY,
  ...packageOf('kimi'),
  // It tells them at times only after its answer.
  tellsTokens: false,
  setUp: ({ modelUrl, home }) => {
    const config = [
      'default_model = "scripted"',
      '[providers.scripted]',
      'type = "openai"',
      `base_url = "${modelUrl}"`,
      `api_key = "${KEY}"`,
      '[models.scripted]',
      'provider = "scripted"',
      'model = "scripted"',
      'max_context_size = 100000',
    ];
    writeIn(join(home, '.kimi-code'), 'config.toml', `${config.join('\n')}\n`);
    return {};
  },
  write: (path, content) => ({ name: 'Write', args: { path, content } }),
  run: (command) => ({ name: 'Bash', args: { command } }),
};

/** The table's order. */
export const TRIED_AGENTS: readonly TriedAgent[] = [CLAUDE, GEMINI, CODEX, COPILOT, QWEN, KIMI];
