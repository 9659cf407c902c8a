// Carries out the effects of the dashboard, as commands of the session. It works whichever process runs the session.
import type { PreferencesStore } from '../../application/ports/preferences.port.ts';
import type { Session } from '../../application/session/session.ts';
import type { HostEffect } from './tui-app.ts';

/** The effects on the session, and on what is remembered for all. */
type SessionEffect = Extract<HostEffect, { readonly type: 'execute' | 'restart' | 'remember' | 'export' }>;

export interface EffectHost {
  readonly session: Session;
  readonly preferences: PreferencesStore;
  /** Runs the session again, or from scratch. Throws `InputError` while the session runs. */
  readonly restart: (fromScratch: boolean) => Promise<void>;
  /** Returns the path of the written file. */
  readonly exportReport: () => Promise<string>;
}

/**
 * Returns a message for the user, '' for none. Throws `DomainError` if a rule refuses, `AdapterError` if the store fails.
 */
export async function performEffect(effect: SessionEffect, host: EffectHost): Promise<string> {
  const { session, preferences } = host;
  if (effect.type === 'restart') {
    await host.restart(effect.fromScratch);
    return '';
  }
  if (effect.type === 'export') return `wrote ${await host.exportReport()}`;
  if (effect.type === 'remember') {
    preferences.write({ ...preferences.read(), [effect.key]: effect.value });
    return '';
  }
  const { events } = await session.execute(effect.command, 'user');
  return events.length === 0 ? 'nothing to change' : '';
}
