// `iteratr trust`: gives, revokes and lists consents.
import type { CliOutput } from '../../adapters/cli/cli.ts';
import type { TrustRequest } from '../../adapters/cli/commands/trust.command.ts';
import { EXIT } from '../../adapters/cli/exit-codes.ts';
import { plainText } from '../../adapters/cli/report/plain-text.ts';
import { consentTo, isHarmless } from '../../application/trust/project-trust.ts';
import { consentStore, folderOf, refuseAgent } from '../consents.ts';
import type { Environment } from '../environment.ts';
import { risksHere, riskText } from '../trust.ts';

/** Returns the exit code. Throws `ConfigError` for a file with a mistake, `InputError` where the agent asks. */
export async function trustFolder(
  { action, json }: TrustRequest,
  environment: Environment,
  { out }: CliOutput,
): Promise<number> {
  if (action === 'list') return list(json, environment, { out });
  refuseAgent(environment);
  const folder = folderOf(environment);
  const store = consentStore(environment);
  if (action === 'revoke') {
    const revoked = store.delete(folder);
    const text = revoked ? `${folder} is no longer trusted` : `${folder} was not trusted; nothing to change`;
    out(json ? `${JSON.stringify({ folder, revoked })}\n` : `${plainText(text)}\n`);
    return EXIT.ok;
  }
  const risks = risksHere(environment);
  const needed = !isHarmless(risks);
  if (needed) store.save(consentTo(risks, new Date()));
  if (json) {
    const { settings, hooks } = consentTo(risks, new Date());
    out(`${JSON.stringify({ folder, trusted: needed, settings, hooks })}\n`);
  } else if (needed) {
    out(
      `${riskText(risks, environment)}\n${plainText(folder)} is trusted; \`iteratr trust --revoke\` undoes it\n`,
    );
  } else out(`nothing in ${plainText(folder)} needs your consent\n`);
  return EXIT.ok;
}

function list(json: boolean, environment: Environment, { out }: Pick<CliOutput, 'out'>): number {
  const consents = consentStore(environment).list();
  if (json) out(`${JSON.stringify(consents)}\n`);
  else if (consents.length === 0) out('no folder is trusted; `iteratr trust` trusts the current one\n');
  else {
    for (const { folder, given, settings, hooks } of consents) {
      const what = [...settings.map(({ key }) => key), ...(hooks ? ['hooks'] : [])].join(', ');
      out(`${plainText(folder)}  ${what}  since ${given.slice(0, 10)}\n`);
    }
  }
  return EXIT.ok;
}
