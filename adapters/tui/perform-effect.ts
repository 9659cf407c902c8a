// Does what the user asks for in the interface: as commands of the session, whichever process runs it.
import type { PreferencesStore } from '../../application/ports/preferences.port.ts';
import type { Session } from '../../application/session/session.ts';
import type { SessionCommand } from '../../domain/session/session.decider.ts';
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
    await host.restart(effect.afresh);
    return '';
  }
  if (effect.type === 'remember') {
    preferences.write({ ...preferences.read(), [effect.key]: effect.value });
    return '';
  }
  const { events } = await session.execute(commandOf(effect), 'user');
  return events.length === 0 ? 'nothing to change' : '';
}

function commandOf(
  effect: Exclude<SessionEffect, { readonly type: 'remember' | 'restart' }>,
): SessionCommand {
  switch (effect.type) {
    case 'send-message':
      return { type: 'SendMessage', text: effect.text, now: effect.now };
    case 'add-task':
      return { type: 'AddTasks', tasks: [{ content: effect.content, priority: effect.priority }] };
    case 'set-task-status':
      return { type: 'ChangeTaskStatus', id: effect.id, status: effect.status };
    case 'set-task-priority':
      return { type: 'ChangeTaskPriority', id: effect.id, priority: effect.priority };
    case 'edit-task':
      return { type: 'ChangeTaskContent', id: effect.id, content: effect.content };
    case 'edit-note':
      return { type: 'ChangeNoteContent', id: effect.id, content: effect.content };
    case 'add-note':
      return { type: 'AddNote', noteType: effect.noteType, content: effect.content };
    case 'pause':
      return { type: 'RequestPause' };
    case 'resume':
      return { type: 'RequestResume' };
    default:
      return effect satisfies never;
  }
}
