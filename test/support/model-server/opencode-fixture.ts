// Sets the real opencode up to work with the model server: its configuration, a home of its own, and its command.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { opencodeBinary } from './opencode-binary.ts';

export interface OpencodeFixture {
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment: nothing of the user's own opencode is read or written. */
  readonly env: Readonly<Record<string, string>>;
  /** What to ask for as the model. */
  readonly model: string;
}

export interface OpencodeOptions {
  /** The directory opencode works in; gets an `opencode.json`. */
  readonly workTree: string;
  /** A directory that becomes its home, created when missing. */
  readonly home: string;
  /** `ModelServer.url`. */
  readonly modelUrl: string;
  /** More of `opencode.json`, for instance `{permission: {bash: 'ask'}}`. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** The caller removes both directories when the agent has gone. */
export function setUpOpencode({ workTree, home, modelUrl, config }: OpencodeOptions): OpencodeFixture {
  const provider = {
    npm: '@ai-sdk/openai-compatible',
    name: 'Scripted',
    options: { baseURL: modelUrl, apiKey: 'none' },
    models: { scripted: { name: 'Scripted', limit: { context: 100_000, output: 4_096 } } },
  };
  const settings = {
    $schema: 'https://opencode.ai/config.json',
    model: 'test/scripted',
    autoupdate: false,
    share: 'disabled',
    provider: { test: provider },
    ...config,
  };
  writeFileSync(join(workTree, 'opencode.json'), `${JSON.stringify(settings, null, 2)}\n`);
  return {
    command: opencodeBinary(),
    args: ['acp'],
    env: opencodeEnvironment(home),
    model: 'test/scripted',
  };
}

/** An environment in which everything opencode keeps lies below `home`, and nothing is downloaded. */
function opencodeEnvironment(home: string): Record<string, string> {
  const directories = {
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local/share'),
    XDG_STATE_HOME: join(home, '.local/state'),
    XDG_CACHE_HOME: join(home, '.cache'),
    TMPDIR: join(home, 'tmp'),
  };
  for (const directory of Object.values(directories)) mkdirSync(directory, { recursive: true });
  return {
    ...directories,
    HOME: home,
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    SHELL: '/bin/sh',
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
    OPENCODE_DISABLE_CLAUDE_CODE: '1',
  };
}
