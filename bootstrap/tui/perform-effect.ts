// Does what the user asks for in the interface: as commands of the session, whichever process runs it.
import { readPreferences, writePreferences } from '../../adapters/files/preferences-file.ts';
import type { HostEffect } from '../../adapters/tui/tui-app.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { Session } from '../../application/session/session.ts';

/** Everything but leaving, for which no session is needed. */
type SessionEffect = Exclude<HostEffect, { readonly type: 'quit' }>;

export interface EffectHost {
  readonly session: Session;
  readonly dataDir: string;
  readonly logger: Logger;
  /** Runs the session again, or from scratch without what it holds. Throws `InputError` while it runs. */
  readonly restart: (fromScratch: boolean) => Promise<void>;
}

/** Returns what to tell the user. Throws `DomainError` when a rule refuses, `AdapterError` when the store fails. */
export async function performEffect(effect: SessionEffect, host: EffectHost): Promise<string> {
  const { session, dataDir, logger } = host;
  if (effect.type === 'restart') {
    await host.restart(effect.fromScratch);
    return '';
  }
  if (effect.type === 'remember') {
    writePreferences(dataDir, { ...readPreferences(dataDir), [effect.key]: effect.value }, logger);
    return '';
  }
  const { events } = await session.execute(effect.command, 'user');
  return events.length === 0 ? 'nothing to change' : '';
}
