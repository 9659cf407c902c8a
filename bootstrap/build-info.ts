// Version, commit and date of this build, which the bundler inserts.
import type { BuildInfo } from '../adapters/cli/commands/version/version.command.ts';

/** JSON text of a `BuildInfo`. */
declare const ITERATR_BUILD: string | undefined;

/** The build info. A placeholder if the program is not bundled, as in tests. */
export const BUILD: BuildInfo =
  typeof ITERATR_BUILD === 'undefined'
    ? { version: '0.0.0', commit: '', date: '' }
    : (JSON.parse(ITERATR_BUILD) as BuildInfo);
