// Whether this Node is new enough.
import { type Check, failed, ok } from '../../application/doctor/check.ts';

/** As package.json says it under `engines`. */
const NEEDED = [20, 19] as const;

/** `version` as Node tells it: `20.19.0`. */
export function nodeCheck(version: string): Check {
  return {
    id: 'node',
    label: 'Node',
    run: async () => {
      const [major = 0, minor = 0] = version.split('.').map(Number);
      const isEnough = major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1]);
      const mend = 'install a newer one: nvm install --lts, or from https://nodejs.org';
      return [isEnough ? ok(version) : failed(`${version} is older than ${NEEDED.join('.')}`, mend)];
    },
  };
}
