// Writes a built-in prompt template to a file.
import { quote } from 'shlex';
import type { WriteUserFile } from '../../../../application/ports/user-files.port.ts';
import type { Console } from '../../console.ts';
import { EXIT } from '../../exit-codes.ts';
import type { GenTemplateRequest } from './gen-template.command.ts';

/** How to use each kind of template. */
const USE: Readonly<Record<GenTemplateRequest['kind'], (path: string) => string>> = {
  work: (path) => `use it with \`iteratr build --template ${quote(path)}\``,
  plan: (path) => `put \`plan_template: ${JSON.stringify(path)}\` into iteratr.yml to use it`,
  review: (path) => `put \`review: {template: ${JSON.stringify(path)}}\` into iteratr.yml to use it`,
};

export class GenTemplateHandler {
  constructor(
    private readonly templates: Readonly<Record<GenTemplateRequest['kind'], string>>,
    private readonly writeFile: WriteUserFile,
    private readonly console: Pick<Console, 'out'>,
  ) {}

  async handle({ path, force, kind }: GenTemplateRequest): Promise<number> {
    await this.writeFile(path, this.templates[kind], { force });
    this.console.out(`wrote ${path}; ${USE[kind](path)}\n`);
    return EXIT.ok;
  }
}
