// Does what the user asks for in the interface: as commands of the session, whichever process runs it.
import type { PreferencesStore } from '../../application/ports/preferences.port.ts';
import type { Session } from '../../application/session/session.ts';
import type { HostEffect } from './tui-app.ts';

/** Everything but leaving, for which no session is needed. */
type SessionEffect = Exclude<HostEffect, { readonly type: 'quit' }>;

export interface EffectHost {
  readonly session: Session;
  readonly preferences: PreferencesStore;
  /** Runs the session again, or from scratch. Throws `InputError` while it runs. */
  readonly restart: (fromScratch: boolean) => Promise<void>;
}

/** Returns what to tell the user. Throws `DomainError` when a rule refuses, `AdapterError` when the store fails. */
export async function performEffect(effect: SessionEffect, host: EffectHost): Promise<string> {
  const { session, preferences } = host;
  if (effect.type === 'restart') {
    await host.restart(effect.fromScratch);
    return '';
  }
  if (effect.type === 'remember') {
    preferences.write({ ...preferences.read(), [effect.key]: effect.value });
    return '';
  }
  const { events } = await session.execute(effect.command, 'user');
  return events.length === 0 ? 'nothing to change' : '';
}
