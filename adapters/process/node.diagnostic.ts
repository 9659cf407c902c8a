// Checks whether the Node version is supported.
import { type Diagnostic, failed, ok } from '../../application/ports/diagnostic.port.ts';

/** Must match `engines` in package.json. */
const NEEDED = [20, 19] as const;

/** `version` as Node reports it: `20.19.0`. */
export function nodeDiagnostic(version: string): Diagnostic {
  return {
    id: 'node',
    label: 'Node',
    run: async () => {
      const [major = 0, minor = 0] = version.split('.').map(Number);
      const isEnough = major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1]);
      const remedy = 'install a newer one: nvm install --lts, or from https://nodejs.org';
      return [isEnough ? ok(version) : failed(`${version} is older than ${NEEDED.join('.')}`, remedy)];
    },
  };
}
