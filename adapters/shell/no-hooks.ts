// The hooks of a project without a hooks file.
import type { HookRunner } from '../../application/ports/hook-runner.port.ts';

export class NoHooks implements HookRunner {
  async run(): Promise<string> {
    return '';
  }
}
