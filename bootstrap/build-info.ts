// What this build is: the bundler stamps it in.
import type { BuildInfo } from '../adapters/cli/commands/version/version.command.ts';

/** JSON text of a `BuildInfo`. */
declare const ITERATR_BUILD: string | undefined;

/** Empty if it is not built, as in tests. */
export const BUILD: BuildInfo =
  typeof ITERATR_BUILD === 'undefined'
    ? { version: '0.0.0', commit: '', date: '' }
    : (JSON.parse(ITERATR_BUILD) as BuildInfo);
