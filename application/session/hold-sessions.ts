// Prevents builds of sessions while they are renamed, removed or verified.
import type { SessionName } from '../../domain/session/session-name.ts';
import { ApplicationError } from '../errors.ts';
import type { ToolEndpoints } from '../ports/tool-endpoint.port.ts';
import { TOOLS } from '../tools/run-tool.ts';
import type { Claim, SessionClaims } from './session-claims.ts';

export class HoldSessions {
  constructor(
    private readonly claims: SessionClaims,
    private readonly endpoints: ToolEndpoints,
  ) {}

  /** Claims the sessions while `work` runs. Throws `SESSION.BUSY`, naming the process, if a build has claimed one. */
  async during<Value>(names: readonly SessionName[], work: () => Promise<Value>): Promise<Value> {
    // Tool calls arrive here, and are refused.
    const endpoint = await this.endpoints.open({
      definitions: TOOLS,
      tools: { run: refuse },
      session: names.join(' '),
    });
    const claims: Claim[] = [];
    try {
      for (const name of new Set(names)) claims.push(await this.claims.claim(name, endpoint));
      return await work();
    } finally {
      for (const claim of claims) await claim.release();
      await endpoint.close();
    }
  }
}

async function refuse(): Promise<never> {
  throw new ApplicationError('SESSION.BUSY', 'the session is being renamed, removed or verified', {
    remedy: 'try again when that is done',
  });
}
