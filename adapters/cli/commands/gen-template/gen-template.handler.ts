// Writes a built-in prompt template to a file.
import { quote } from 'shlex';
import type { WriteUserFile } from '../../../../application/ports/user-files.port.ts';
import type { Console } from '../../console.ts';
import { EXIT } from '../../exit-codes.ts';
import type { GenTemplateRequest } from './gen-template.command.ts';

export class GenTemplateHandler {
  constructor(
    private readonly templates: Readonly<Record<GenTemplateRequest['kind'], string>>,
    private readonly writeFile: WriteUserFile,
    private readonly console: Pick<Console, 'out'>,
  ) {}

  async handle({ path, force, kind }: GenTemplateRequest): Promise<number> {
    await this.writeFile(path, this.templates[kind], { force });
    const use = {
      work: `use it with \`iteratr build --template ${quote(path)}\``,
      plan: `put \`plan_template: ${JSON.stringify(path)}\` into iteratr.yml to use it`,
      review: `put \`review: {template: ${JSON.stringify(path)}}\` into iteratr.yml to use it`,
    }[kind];
    this.console.out(`wrote ${path}; ${use}\n`);
    return EXIT.ok;
  }
}
