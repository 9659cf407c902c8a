// Gives, revokes and lists the user's consents.

import type { ProjectConsents } from '../../../../application/trust/project-consents.ts';
import { consentTo, isHarmless, type ProjectRisks } from '../../../../application/trust/project-trust.ts';
import { plainJson } from '../../../../application/wording/plain-text.ts';
import type { Console } from '../../console.ts';
import { EXIT } from '../../exit-codes.ts';
import { type ProjectFiles, riskText } from './risk-text.ts';
import type { TrustRequest } from './trust.command.ts';

export class TrustHandler {
  constructor(
    private readonly consents: ProjectConsents,
    private readonly settings: { risks(): Promise<ProjectRisks> },
    private readonly files: ProjectFiles,
    private readonly console: Console,
  ) {}

  /** Returns the exit code. Throws `ConfigError` for an invalid file and `InputError` if an agent runs the command. */
  async handle({ action, json }: TrustRequest): Promise<number> {
    if (action === 'list') return this.#list(json);
    this.consents.refuseAgent();
    return action === 'revoke' ? this.#revoke(json) : this.#give(json);
  }

  async #give(json: boolean): Promise<number> {
    const { out } = this.console;
    const { folder } = this.consents;
    const risks = await this.settings.risks();
    const needed = !isHarmless(risks);
    if (needed) this.consents.give(risks);
    if (json) {
      const { settings, hooks } = consentTo(risks, new Date());
      out(`${plainJson({ folder, trusted: needed, settings, hooks })}\n`);
    } else if (needed) {
      const undo = '`iteratr trust --revoke` undoes it';
      out(`${riskText(risks, this.files)}\n${folder} is trusted; ${undo}\n`);
    } else out(`nothing in ${folder} needs your consent\n`);
    return EXIT.ok;
  }

  #revoke(json: boolean): number {
    const { folder } = this.consents;
    const revoked = this.consents.revoke();
    const text = revoked ? `${folder} is no longer trusted` : `${folder} was not trusted; nothing to change`;
    this.console.out(json ? `${plainJson({ folder, revoked })}\n` : `${text}\n`);
    return EXIT.ok;
  }

  #list(json: boolean): number {
    const { out } = this.console;
    const consents = this.consents.list();
    if (json) out(`${plainJson(consents)}\n`);
    else if (consents.length === 0) out('no folder is trusted; `iteratr trust` trusts the current one\n');
    else {
      for (const { folder, given, settings, hooks } of consents) {
        const what = [...settings.map(({ key }) => key), ...(hooks ? ['hooks'] : [])].join(', ');
        out(`${folder}  ${what}  since ${given.slice(0, 10)}\n`);
      }
    }
    return EXIT.ok;
  }
}
