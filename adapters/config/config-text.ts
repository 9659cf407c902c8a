// Writes the text of a configuration file: every key with its description, commented out unless it is set.
import { Document, isCollection, stringify } from 'yaml';
import { CONFIG_KEYS, CONFIG_SCHEMA, type ConfigKey } from './config-schema.ts';
import type { ConfigValue } from './config-store.ts';

/** The settings of a file, by key. */
export type ConfigValues = Readonly<Partial<Record<ConfigKey, ConfigValue>>>;

const HEAD = `# Configuration of iteratr. Flags and ITERATR_* variables override it; \`iteratr config\` shows every value and where it
# comes from. Remove the leading # to set a key. If a key is set twice, the last line counts. Relative paths are
# relative to this file, data_dir to the project.
`;

/** Returns YAML that is read back as `values`. `schema` is a path or URL of its JSON Schema, which editors use. */
export function configText(values: ConfigValues, schema?: string): string {
  const parts = CONFIG_KEYS.map((key) => {
    const { doc, allowed, default: standard } = CONFIG_SCHEMA[key];
    const value = values[key];
    const line = value === undefined ? `# ${lineOf(key, standard)}` : lineOf(key, value);
    return `# ${doc}.\n# Allowed: ${allowed}.\n${line}`;
  });
  const head = schema === undefined ? HEAD : `# yaml-language-server: $schema=${schema}\n${HEAD}`;
  return [head, ...parts].join('\n');
}

/** Returns the setting on a single line, whatever the value contains. */
function lineOf(key: ConfigKey, value: ConfigValue): string {
  if (Array.isArray(value)) return `${key}: [${value.map(itemOf).join(', ')}]\n`;
  const document = new Document({ [key]: value });
  const node = document.get(key, true);
  if (isCollection(node)) node.flow = true;
  return document.toString({ lineWidth: 0, blockQuote: false });
}

/** Returns an item of a list, without quotes if it needs none. */
function itemOf(item: string): string {
  return /^[\w*]+$/.test(item) ? stringify(item).trim() : JSON.stringify(item);
}
