// Checks the hooks file and prints its hooks.
import { join } from 'node:path';
import { plural } from '../../../../application/wording/count.ts';
import { plainJson, plainText } from '../../../../application/wording/plain-text.ts';
import { HOOK_POINTS } from '../../../../domain/run/hook-point.ts';
import type { Console } from '../../console.ts';
import { EXIT } from '../../exit-codes.ts';
import type { HooksCheckRequest } from './hooks.command.ts';
import type { HooksFileReader, ShownHook, ShownHooks } from './project-hooks.ts';

export class HooksCheckHandler {
  constructor(
    private readonly file: HooksFileReader,
    private readonly console: Pick<Console, 'out'>,
  ) {}

  /** Returns the exit code. Throws `ConfigError` for an invalid file. */
  async handle({ json }: HooksCheckRequest): Promise<number> {
    const hooks = this.file.read();
    this.console.out(json ? this.#json(hooks) : this.#text(hooks));
    return EXIT.ok;
  }

  #json(hooks: ShownHooks | undefined): string {
    const { directory, name } = this.file;
    const points = HOOK_POINTS.map((point) => [point, (hooks?.[point] ?? []).map(plainHook)]);
    const file = hooks ? join(directory, name) : null;
    return `${plainJson({ file, hooks: Object.fromEntries(points) })}\n`;
  }

  #text(hooks: ShownHooks | undefined): string {
    const { directory, name } = this.file;
    if (!hooks) return `no hooks: there is no ${name} in ${directory}\n`;
    const points = HOOK_POINTS.filter((point) => hooks[point].length > 0);
    const head = `${name} is valid: ${plural(Object.values(hooks).flat().length, 'hook')}\n`;
    return [head, ...points.map((point) => `\n${point}\n${hooks[point].map(hookText).join('')}`)].join('');
  }
}

function plainHook({ command, timeoutSeconds, pipeOutput }: ShownHook) {
  return { command: command.source, timeout: timeoutSeconds, pipe_output: pipeOutput };
}

function hookText({ command, timeoutSeconds, pipeOutput }: ShownHook): string {
  const lines = plainText(command.source.trim()).replaceAll('\n', '\n    ');
  return `  $ ${lines}\n    at most ${timeoutSeconds} s${pipeOutput ? ', output goes to the agent' : ''}\n`;
}
