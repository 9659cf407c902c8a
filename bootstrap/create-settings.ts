// Creates the configuration of a command, and the user's consent to the project's settings and hooks.
import { lstatSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { consentQuestion } from '../adapters/cli/commands/trust/ask-for-consent.ts';
import type { ProjectFiles } from '../adapters/cli/commands/trust/risk-text.ts';
import { projectConfigPath } from '../adapters/config/config-paths.ts';
import { Settings } from '../adapters/config/settings.ts';
import { PROJECT_NAMES } from '../adapters/data-dir/find-project.ts';
import { FileConsentStore, stateDirectory } from '../adapters/files/file-consent-store.ts';
import { placeInMainWorktree } from '../adapters/git/main-worktree.ts';
import type { ProjectHooksFile } from '../adapters/hooks/hooks-file.ts';
import { SYSTEM_CLOCK } from '../adapters/process/system-clock.ts';
import { ProjectConsents } from '../application/trust/project-consents.ts';
import type { Invocation } from './compose.ts';

export interface CreatedSettings {
  readonly settings: Settings;
  readonly consents: ProjectConsents;
  readonly files: ProjectFiles;
  /** The hooks file, read once; undefined if the project has none. Throws `ConfigError`. */
  readonly hooksFile: () => Promise<ProjectHooksFile | undefined>;
}

/** Creates the settings and consents. Reads no file yet. */
export function createSettings({
  environment,
  console,
}: Pick<Invocation, 'environment' | 'console'>): CreatedSettings {
  const { project, env, home } = environment;
  const folder = realpathSync(project);
  const files = { config: projectConfigPath(environment), hooks: join(project, PROJECT_NAMES.hooks) };
  const consents = new ProjectConsents({
    folder,
    mainFolder: () => placeInMainWorktree(folder),
    isAgent: env.ITERATR_AGENT_MARK !== undefined,
    store: new FileConsentStore(stateDirectory(env, home)),
    now: SYSTEM_CLOCK.now,
  });
  let file: Promise<ProjectHooksFile | undefined> | undefined;
  const hooksFile = () => {
    file ??= readHooks(project, files.hooks);
    return file;
  };
  const settings = new Settings({
    environment,
    consents,
    hooks: async () => (await hooksFile())?.consent ?? null,
    ask: consentQuestion(console, files),
    warn: (line) => console.err(`iteratr: ${line}\n`),
  });
  return { settings, consents, files, hooksFile };
}

/** The parser of hook commands is loaded only for projects that have hooks. */
async function readHooks(project: string, path: string): Promise<ProjectHooksFile | undefined> {
  if (isMissing(path)) return undefined;
  const { readHooksFile } = await import('../adapters/hooks/hooks-file.ts');
  return readHooksFile(project);
}

function isMissing(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) === undefined;
  } catch {
    // Whatever is there, reading it tells more.
    return false;
  }
}
