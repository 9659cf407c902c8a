// Finds the settings with which a project's file could make iteratr run programs, connect to hosts, or write files elsewhere.
import { createHash } from 'node:crypto';
import { lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { splitAgentAndModel } from '../../application/agents/agent-names.ts';
import type { RiskySetting } from '../../application/trust/project-trust.ts';
import type { Setting } from './config-layers.ts';
import { settingOf } from './config-schema.ts';
import { displayText } from './display-value.ts';

/**
 * Returns the risky settings in the order of the file, without duplicate keys. `pathOf` returns the absolute path of a setting
 * that is a path or has one, '' for none. `agents` are the names that a model such as `claude:opus` can begin with.
 */
export function riskySettings(
  settings: readonly Setting[],
  folder: string,
  pathOf: (setting: Setting) => string,
  agents: readonly string[],
): RiskySetting[] {
  const last = new Map(settings.map((setting) => [setting.key, setting]));
  return [...last.values()].flatMap((setting) => {
    const { key, value } = setting;
    const { consent, default: standard, placesStore = false } = settingOf(key);
    const isRisky = {
      always: () => JSON.stringify(value) !== JSON.stringify(standard),
      outside: () => pathOf(setting) !== '' && !isInside(pathOf(setting), folder),
      agent: () => splitAgentAndModel(String(value), agents).agent !== undefined,
      never: () => false,
    }[consent];
    if (!isRisky()) return [];
    const digest = createHash('sha256').update(JSON.stringify(value)).digest('hex');
    return [{ key, shown: displayText(key, value), digest, placesStore }];
  });
}

/** Returns whether the path is inside the folder. Follows links as far as the path exists. `.git` does not count as inside. */
function isInside(path: string, folder: string): boolean {
  const way = relative(resolvedPath(folder), resolvedPath(path));
  const parts = way.split(sep);
  return way !== '' && parts[0] !== '..' && parts[0] !== '' && !parts.includes('.git');
}

function resolvedPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // Creating the file would follow a link with a missing target, so it counts as outside.
    const parent = dirname(path);
    if (parent === path) return path;
    return isLink(path) ? sep : join(resolvedPath(parent), basename(path));
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}
