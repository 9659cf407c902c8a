// Makes the paths in a value of the configuration absolute.
import { dirname, join, resolve } from 'node:path';
import { quote, split } from 'shlex';
import type { Origin } from './config-origin.ts';
import type { ConfigPlaces } from './config-paths.ts';
import { type AgentEntries, type ConfigKey, settingOf } from './config-schema.ts';
import type { ConfigValue } from './config-store.ts';
import type { ReviewEntry } from './review-settings.ts';
import { isUrlText } from './url-text.ts';

/**
 * Returns the value with absolute paths. Paths in a file are relative to that file, those of flags and variables to the working
 * directory, defaults and the `data_dir` of the user's file to the project's folder; `~/` and `$HOME/` are the home directory. In a command line, words that begin
 * with `./` or `../` are paths.
 */
export function absoluteValue(
  key: ConfigKey,
  value: ConfigValue,
  origin: Origin,
  places: ConfigPlaces,
): ConfigValue {
  const { format } = settingOf(key);
  const base = baseOf(key, origin, places);
  if (format === 'agents') return absoluteAgents(value as AgentEntries, base);
  if (format === 'review')
    return absoluteReview(value as ReviewEntry, (path) => absolutePath(path, base, places));
  if (format === 'notify' && (value === '' || isUrlText(String(value)))) return value;
  if (format === 'command-line' || format === 'notify') return absoluteWords(String(value), base);
  if ((format !== 'path' && format !== 'optional-path') || value === '') return value;
  return absolutePath(String(value), base, places);
}

function absolutePath(written: string, base: string, { home }: ConfigPlaces): string {
  const path = written.replace(/^\$(?:HOME|\{HOME\})(?=\/|$)/, '~');
  return path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : resolve(base, path);
}

function absoluteReview(review: ReviewEntry, absolute: (path: string) => string): ReviewEntry {
  return review.template ? { ...review, template: absolute(review.template) } : review;
}

function baseOf(key: ConfigKey, origin: Origin, { cwd, project }: ConfigPlaces): string {
  switch (origin.kind) {
    case 'default':
      return project;
    case 'global-file':
      // Otherwise all projects would share one store as soon as the user's file sets the default.
      return key === 'data_dir' ? project : dirname(origin.path);
    case 'project-file':
      return dirname(origin.path);
    case 'environment':
    case 'flag':
      return cwd;
    default:
      return origin satisfies never;
  }
}

function absoluteAgents(agents: AgentEntries, base: string): AgentEntries {
  return Object.fromEntries(
    Object.entries(agents).map(([name, agent]) => [
      name,
      { ...agent, command: absoluteWords(agent.command, base) },
    ]),
  );
}

const RELATIVE = /^\.{1,2}\//;

/** Leaves a command line without such words as it was written. Its format was checked before. */
function absoluteWords(commandLine: string, base: string): string {
  const words = split(commandLine);
  if (!words.some((word) => RELATIVE.test(word))) return commandLine;
  return words.map((word) => quote(RELATIVE.test(word) ? resolve(base, word) : word)).join(' ');
}
