// Sets up the real opencode to work with the model server: its configuration, a separate home, and its command.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { opencodeBinary } from './opencode-binary.ts';

export interface OpencodeFixture {
  readonly command: string;
  readonly args: readonly string[];
  /** The complete environment, which keeps opencode away from the user's own files. */
  readonly env: Readonly<Record<string, string>>;
  /** The name of the model to configure. */
  readonly model: string;
}

export interface OpencodeOptions {
  /** The directory in which opencode works. Gets an `opencode.json`. */
  readonly workTree: string;
  /** The home directory of opencode, created if missing. */
  readonly home: string;
  /** The same as `ModelServer.url`. */
  readonly modelUrl: string;
  /** Additional keys of `opencode.json`, such as `{permission: {bash: 'ask'}}`. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** US dollars for a million tokens; without it, opencode reports no cost. */
  readonly price?: { readonly input: number; readonly output: number };
}

/** Sets up opencode. The caller removes both directories after the agent has exited. */
export function setUpOpencode({ workTree, home, modelUrl, config, price }: OpencodeOptions): OpencodeFixture {
  const provider = {
    npm: '@ai-sdk/openai-compatible',
    name: 'Scripted',
    options: { baseURL: modelUrl, apiKey: 'none' },
    models: {
      scripted: {
        name: 'Scripted',
        limit: { context: 100_000, output: 4_096 },
        ...(price && { cost: price }),
      },
    },
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

/** Returns an environment in which opencode stores everything below `home` and downloads nothing. */
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
