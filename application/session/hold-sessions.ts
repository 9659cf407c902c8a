// Prevents builds of sessions while they are renamed or removed.
import type { SessionName } from '../../domain/session/session-name.ts';
import { ApplicationError } from '../errors.ts';
import type { RunRegistry } from '../ports/run-registry.port.ts';
import type { ToolEndpoints } from '../ports/tool-endpoint.port.ts';
import { TOOLS } from '../tools/run-tool.ts';

export class HoldSessions {
  constructor(
    private readonly runs: RunRegistry,
    private readonly endpoints: ToolEndpoints,
  ) {}

  /** Claims the sessions while `work` runs. Throws `SESSION.BUSY`, naming the process, if a build has claimed one. */
  async during<Value>(names: readonly SessionName[], work: () => Promise<Value>): Promise<Value> {
    // The endpoint must answer, because a claim without an answering endpoint is treated as that of a dead process.
    const endpoint = await this.endpoints.open({
      definitions: TOOLS,
      tools: { run: refuse },
      session: names.join(' '),
    });
    const releases: (() => Promise<void>)[] = [];
    try {
      for (const name of new Set(names)) releases.push(await this.runs.claim(name, endpoint));
      return await work();
    } finally {
      for (const release of releases) await release();
      await endpoint.close();
    }
  }
}

async function refuse(): Promise<never> {
  throw new ApplicationError('SESSION.BUSY', 'the session is being renamed or removed', {
    remedy: 'try again when that is done',
  });
}
