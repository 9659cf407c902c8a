// Writes a built-in prompt template to a file.
import { quote } from 'shlex';
import type { WriteUserFile } from '../../../../application/ports/user-files.port.ts';
import type { Console } from '../../console.ts';
import { EXIT } from '../../exit-codes.ts';
import type { GenTemplateRequest } from './gen-template.command.ts';

export class GenTemplateHandler {
  constructor(
    private readonly templates: { readonly work: string; readonly plan: string },
    private readonly writeFile: WriteUserFile,
    private readonly console: Pick<Console, 'out'>,
  ) {}

  async handle({ path, force, plan }: GenTemplateRequest): Promise<number> {
    await this.writeFile(path, plan ? this.templates.plan : this.templates.work, { force });
    const use = plan ? `plan_template: ${quote(path)}` : `iteratr build --template ${quote(path)}`;
    this.console.out(`wrote ${path}; use it with \`${use}\`${plan ? ' in iteratr.yml' : ''}\n`);
    return EXIT.ok;
  }
}
