// `iteratr hooks check`: the hooks file as it is understood.
import { join } from 'node:path';
import type { CliOutput } from '../../adapters/cli/cli.ts';
import { plural } from '../../adapters/cli/report/format.ts';
import { plainText } from '../../adapters/cli/report/plain-text.ts';
import { type Hook, NO_HOOKS } from '../../adapters/hooks/hooks-document.ts';
import { HOOKS_FILE, loadHooks } from '../../adapters/hooks/hooks-file.ts';
import { HOOK_POINTS } from '../../domain/run/hook-point.ts';
import type { Environment } from '../environment.ts';

/** Returns the exit code. Throws `ConfigError` for a file with a mistake. */
export async function checkHooks(json: boolean, { cwd }: Environment, { out }: CliOutput): Promise<number> {
  const found = loadHooks(cwd);
  const hooks = found ?? NO_HOOKS;
  if (json) {
    const points = HOOK_POINTS.map((point) => [point, hooks[point].map(plainHook)]);
    const file = found ? join(cwd, HOOKS_FILE) : null;
    out(`${JSON.stringify({ file, hooks: Object.fromEntries(points) })}\n`);
    return 0;
  }
  if (!found) {
    out(`no hooks: there is no ${HOOKS_FILE} in ${cwd}\n`);
    return 0;
  }
  const count = Object.values(hooks).flat().length;
  out(`${HOOKS_FILE} is valid: ${plural(count, 'hook')}\n`);
  for (const point of HOOK_POINTS) {
    if (hooks[point].length > 0) out(`\n${point}\n${hooks[point].map(hookText).join('')}`);
  }
  return 0;
}

function plainHook({ command, timeoutSeconds, pipeOutput }: Hook) {
  return { command: command.source, timeout: timeoutSeconds, pipe_output: pipeOutput };
}

function hookText({ command, timeoutSeconds, pipeOutput }: Hook): string {
  const lines = plainText(command.source.trim()).replaceAll('\n', '\n    ');
  return `  $ ${lines}\n    at most ${timeoutSeconds} s${pipeOutput ? ', output goes to the agent' : ''}\n`;
}
