// Writes the built-in prompt template to a file.
import { quote } from 'shlex';
import type { WriteUserFile } from '../../../../application/ports/user-files.port.ts';
import type { Console } from '../../console.ts';
import { EXIT } from '../../exit-codes.ts';
import type { GenTemplateRequest } from './gen-template.command.ts';

export class GenTemplateHandler {
  constructor(
    private readonly template: string,
    private readonly writeFile: WriteUserFile,
    private readonly console: Pick<Console, 'out'>,
  ) {}

  async handle({ path, force }: GenTemplateRequest): Promise<number> {
    await this.writeFile(path, this.template, { force });
    this.console.out(`wrote ${path}; use it with \`iteratr build --template ${quote(path)}\`\n`);
    return EXIT.ok;
  }
}
