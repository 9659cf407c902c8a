// Keeps builds away from sessions that are changed as a whole.
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

  /** Runs `work` while no build can have the sessions. Throws `SESSION.BUSY`, naming the process, if one has. */
  async during<Value>(names: readonly SessionName[], work: () => Promise<Value>): Promise<Value> {
    // A claim whose endpoint answers is not taken for one that a dead process left behind.
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
  throw new ApplicationError(
    'SESSION.BUSY',
    'the session is being renamed or removed: try again when that is done',
  );
}
