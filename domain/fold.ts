// How a part of the domain folds its events: a table with a change for each type.

interface AnyEvent {
  readonly type: string;
  readonly data: unknown;
}

type Change<State, Data> = (state: State, data: Data, time: string) => State;

/** A type of event without an entry does not compile. `time` is the envelope's. */
type Changes<State, Event extends AnyEvent> = {
  readonly [Type in Event['type']]: Change<State, Extract<Event, { readonly type: Type }>['data']>;
};

export interface Fold<State, Event extends AnyEvent> {
  /** Whether the event is one of this part. */
  handles(event: AnyEvent): event is Event;
  /** Returns the state after the event. Never throws: an event that does not fit changes nothing. */
  evolve(state: State, event: Event, time: string): State;
}

export function foldOf<State, Event extends AnyEvent>(changes: Changes<State, Event>): Fold<State, Event> {
  const table = new Map(Object.entries(changes)) as ReadonlyMap<string, Change<State, unknown>>;
  return {
    handles: (event): event is Event => table.has(event.type),
    evolve: (state, event, time) => table.get(event.type)?.(state, event.data, time) ?? state,
  };
}
