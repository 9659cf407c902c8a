// Where a configuration file says that its JSON Schema is, for editors.
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const INSTALLED = 'node_modules/iteratr/specs/schemas/iteratr.schema.json';

/**
 * Returns the schema to name in the configuration file `path`; undefined where every name would be wrong for somebody.
 * The user's file names the schema of this program, `shipped`. A project's file is shared: it names the schema only by
 * a relative path, where this program is installed in the project's own `node_modules`.
 */
export function schemaReference(kind: 'user' | 'project', path: string, shipped: string): string | undefined {
  if (!existsSync(shipped)) return undefined;
  if (kind === 'user') return pathToFileURL(shipped).href;
  const installed = join(dirname(path), INSTALLED);
  return existsSync(installed) && realpathSync(installed) === realpathSync(shipped) ? INSTALLED : undefined;
}
