// Whether the hooks file is valid.
import { join } from 'node:path';
import { plural } from '../../adapters/cli/report/format.ts';
import { HOOKS_FILE, loadHooks } from '../../adapters/hooks/hooks-file.ts';
import { type Check, failed, ok } from '../../application/doctor/check.ts';
import { ConfigError } from '../../application/errors.ts';

export function hooksCheck(cwd: string): Check {
  return {
    id: 'hooks',
    label: 'Hooks',
    run: async () => {
      try {
        const hooks = loadHooks(cwd);
        if (!hooks) return [ok(`none: there is no ${HOOKS_FILE}`)];
        return [
          ok(`${join(cwd, HOOKS_FILE)} is valid: ${plural(Object.values(hooks).flat().length, 'hook')}`),
        ];
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        return [failed(error.message, 'correct it; iteratr hooks check shows how it is understood')];
      }
    },
  };
}
