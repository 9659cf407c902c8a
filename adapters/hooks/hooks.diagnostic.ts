// Checks whether the hooks file is valid.
import { join } from 'node:path';
import { ConfigError } from '../../application/errors.ts';
import { type Diagnostic, failed, ok } from '../../application/ports/diagnostic.port.ts';
import { plural } from '../../application/wording/count.ts';
import { HOOKS_FILE, readHooksFile } from './hooks-file.ts';

export function hooksDiagnostic(project: string): Diagnostic {
  return {
    id: 'hooks',
    label: 'Hooks',
    run: async () => {
      try {
        const file = readHooksFile(project);
        if (!file) return [ok(`none: there is no ${HOOKS_FILE} in ${project}`)];
        return [
          ok(
            `${join(project, HOOKS_FILE)} is valid: ${plural(Object.values(file.hooks).flat().length, 'hook')}`,
          ),
        ];
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        return [failed(error.message, 'fix it; iteratr hooks check shows how it is read')];
      }
    },
  };
}
