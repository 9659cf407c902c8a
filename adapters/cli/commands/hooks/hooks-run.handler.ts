// Runs the hooks of one hook point once, without a session.
import { hookBlock } from '../../../../application/loop/held-output.ts';
import type { HookRunner } from '../../../../application/ports/hook-runner.port.ts';
import { HidingObserver } from '../../../../application/secrets/hiding-observer.ts';
import type { KnownSecrets } from '../../../../application/secrets/known-secrets.ts';
import { HOOK_POINT, type HookPoint } from '../../../../domain/run/hook-point.ts';
import type { Console } from '../../console.ts';
import { EXIT, exitCodeOfRun } from '../../exit-codes.ts';
import { interruption } from '../../interruption.ts';
import { TextReport } from '../../report/text-report.ts';
import type { HooksRunRequest } from './hooks.command.ts';
import type { HooksFileReader, ShownHooks } from './project-hooks.ts';

export class HooksRunHandler<Hooks extends ShownHooks> {
  /** `createRunner` is called only if there is a hook to run. */
  constructor(
    private readonly file: HooksFileReader<Hooks>,
    private readonly createRunner: (hooks: Hooks) => HookRunner,
    private readonly console: Console,
    private readonly secrets: KnownSecrets,
  ) {}

  /** Returns the exit code: 1 if a hook failed. Throws `ConfigError` for an invalid file. */
  async handle({ point, context }: HooksRunRequest): Promise<number> {
    const { out, err } = this.console;
    const { name, directory } = this.file;
    const hooks = this.file.read();
    if (!hooks || hooks[point].length === 0) {
      const none = hooks
        ? `${name} has no hooks at ${point}`
        : `no hooks: there is no ${name} in ${directory}`;
      out(`${none}\n`);
      return EXIT.ok;
    }
    const report = new HidingObserver(new TextReport(out), this.secrets);
    const runner = this.createRunner(hooks);
    const interrupted = interruption(err);
    try {
      let failed = false;
      const onEvent: Parameters<HookRunner['run']>[2] = (event) => {
        report.notify({ type: 'hook', event });
        if (event.type === 'hook-ended' && event.error !== '') failed = true;
      };
      const text = await runner.run(point, context, onEvent, interrupted.signal);
      const by = interrupted.by();
      if (by !== undefined) return exitCodeOfRun('interrupted', undefined, by);
      out(`\n${delivered(point, text)}\n`);
      return failed ? EXIT.failed : EXIT.ok;
    } finally {
      interrupted.stop();
    }
  }
}

function delivered(point: HookPoint, text: string): string {
  const { delivery } = HOOK_POINT[point];
  if (delivery === '') return `The agent gets nothing: it has ended at ${point}.`;
  if (text === '') return 'The agent would get nothing.';
  return `The agent would get, ${delivery}:\n\n${hookBlock(point, text)}`;
}
