// Decides how a configuration file refers to its JSON Schema, for editors.
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const INSTALLED = 'node_modules/iteratr/specs/schemas/iteratr.schema.json';

/**
 * Returns the schema reference for the configuration file `path`; undefined if no reference would work for everybody. The
 * user's file refers to the schema of this program, `shipped`. A project's file is shared, so it refers to the schema only by a
 * relative path, if this program is installed in the project's own `node_modules`.
 */
export function schemaReference(kind: 'user' | 'project', path: string, shipped: string): string | undefined {
  if (!existsSync(shipped)) return undefined;
  if (kind === 'user') return pathToFileURL(shipped).href;
  const installed = join(dirname(path), INSTALLED);
  return existsSync(installed) && realpathSync(installed) === realpathSync(shipped) ? INSTALLED : undefined;
}
