// Another session in front of that of the dashboard, which continues in the background.
import { describe, expect, it } from 'vitest';
import type { AppMessage } from '../../../../adapters/tui/model/app-model.ts';
import {
  HOME,
  type PlacedEffect,
  type PlacedMessage,
  type ShownSessions,
  updateSessions,
} from '../../../../adapters/tui/update/front.ts';
import type { RunEvent } from '../../../../application/ports/run-observer.port.ts';
import { questionId } from '../../../../domain/question/question.ts';
import { INITIAL_STATE } from '../../../../domain/session/session.state.ts';
import { sessionName } from '../../../../domain/session/session-name.ts';
import { frameOf, textOfFrame } from '../views/frame.ts';
import { result, sample } from './sample-model.ts';

const OTHER = { session: 'other', git: null, filesChanged: 0, mode: 'attached' } as const;

const AWAY: RunEvent = { type: 'store-waiting', cause: 'away', problem: 'it does not answer', until: null };

class Screens {
  sessions: ShownSessions = { place: HOME, shown: sample().model, behind: null };
  effects: PlacedEffect[] = [];
  readonly titles: string[] = [];

  send(...messages: readonly PlacedMessage[]): this {
    for (const message of messages) {
      const [sessions, effects] = updateSessions(this.sessions, message);
      this.sessions = sessions;
      this.effects.push(...effects.filter(({ effect }) => effect.type !== 'show-attention'));
      this.titles.push(
        ...effects.flatMap(({ effect }) => (effect.type === 'show-attention' ? effect.title : [])),
      );
    }
    return this;
  }

  to(place: number, ...events: readonly RunEvent[]): this {
    const session = place === HOME ? sample().model.session : INITIAL_STATE;
    for (const event of events) {
      const message: AppMessage = { type: 'run', event, session, time: this.sessions.shown.now + 1_000 };
      this.send({ type: 'to', place, message });
    }
    return this;
  }

  front(place: number, session = 'other'): this {
    return this.send({ type: 'front', place, surroundings: { ...OTHER, session } });
  }

  key(name: string): this {
    return this.send({ type: 'terminal', event: { type: 'key', name, text: '' } });
  }

  get text(): string {
    return textOfFrame(frameOf(this.sessions.shown));
  }
}

function said(text: string): RunEvent {
  return { type: 'agent', iteration: 2, event: { type: 'text', messageId: text, text } };
}

describe('the terminal’s title', () => {
  it('names the session that is shown', () => {
    const screens = new Screens().front(1).send({ type: 'home' });
    expect(screens.titles.map((title) => title.split(' ')[0])).toEqual(['other', 'parser']);
  });
});

describe('the own session', () => {
  it('continues behind another one, and is there again with everything that came', () => {
    const screens = new Screens().front(1).to(HOME, said('I went on.')).to(1, said('The other speaks.'));
    expect(screens.text).toContain('The other speaks.');
    expect(screens.text).not.toContain('I went on.');
    screens.send({ type: 'home' });
    expect(screens.text).toContain('I went on.');
    expect(screens.text).not.toContain('The other speaks.');
    expect(screens.sessions.behind).toBeNull();
  });

  it('fits the size that the screen has got', () => {
    const size = { columns: 80, rows: 24 };
    const screens = new Screens()
      .front(1)
      .send({ type: 'terminal', event: { type: 'resize', size } }, { type: 'home' });
    expect(screens.sessions.shown.size).toEqual(size);
    expect(screens.text.split('\n')).toHaveLength(24);
  });

  it('says in front that its agent asks', () => {
    const data = {
      ...{ id: questionId(1), question: 'Which?', choices: [], assumption: null, task: null, iteration: 2 },
    };
    const meta = { id: 'e', session: sessionName('parser'), time: '', iteration: 2, actor: 'agent' } as const;
    const recorded = { meta, event: { type: 'QuestionAsked', data } as const };
    const asked = new Screens().front(1).to(HOME, { type: 'recorded', recorded });
    expect(asked.text).toContain('parser asks QUE-1; ctrl+x o leads back to it');
    expect(asked.effects).toEqual([{ place: HOME, effect: { type: 'alert', text: 'parser asks: Which?' } }]);
  });

  it('says in front how its run ended, and what the store does', () => {
    const ended = new Screens().front(1).to(HOME, { type: 'run-ended', result: result() });
    expect(ended.text).toContain('the run of parser has ended: complete');
    expect(ended.send({ type: 'home' }).text).toContain('Session complete');
    const waiting = new Screens().front(1).to(HOME, AWAY);
    expect(waiting.sessions.shown.ui.storeWait).not.toBeNull();
  });
});

describe('a session in front', () => {
  it('gets nothing of the one that was there before', () => {
    const screens = new Screens().front(1).front(2, 'third').to(1, said('Too late.')).to(2, said('In time.'));
    expect(screens.text).toContain('In time.');
    expect(screens.text).not.toContain('Too late.');
    expect(screens.sessions.behind?.surroundings.session).toBe('parser');
  });

  it('is the one that effects are for', () => {
    const screens = new Screens().front(1).key('ctrl+x').key('o');
    expect(screens.effects).toEqual([{ place: 1, effect: { type: 'list-sessions' } }]);
  });

  it('is left only after a question while the own run is active', () => {
    const active = new Screens().front(1).key('ctrl+c');
    expect(active.effects).toEqual([]);
    expect(active.text).toContain('The run of parser is active in the background.');
    const over = new Screens().to(HOME, { type: 'run-ended', result: result() }).front(1).key('ctrl+c');
    expect(over.effects.at(-1)).toEqual({ place: 1, effect: { type: 'quit', force: false } });
    const ended = new Screens().front(1).to(HOME, { type: 'run-ended', result: result() }).key('ctrl+c');
    expect(ended.effects.at(-1)).toEqual({ place: 1, effect: { type: 'quit', force: false } });
  });
});
