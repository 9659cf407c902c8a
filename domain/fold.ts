// Builds the fold of one part of the domain from a table with a state change per event type.

interface AnyEvent {
  readonly type: string;
  readonly data: unknown;
}

type Change<State, Data> = (state: State, data: Data, time: string) => State;

/** One change per event type; a missing type does not compile. `time` comes from the envelope. */
type Changes<State, Event extends AnyEvent> = {
  readonly [Type in Event['type']]: Change<State, Extract<Event, { readonly type: Type }>['data']>;
};

export interface Fold<State, Event extends AnyEvent> {
  /** Whether the event belongs to this part. */
  handles(event: AnyEvent): event is Event;
  /** Returns the state after the event. Never throws: an event that does not match the state changes nothing. */
  evolve(state: State, event: Event, time: string): State;
}

/** Returns the fold of a table of changes. */
export function foldOf<State, Event extends AnyEvent>(changes: Changes<State, Event>): Fold<State, Event> {
  const table = new Map(Object.entries(changes)) as ReadonlyMap<string, Change<State, unknown>>;
  return {
    handles: (event): event is Event => table.has(event.type),
    evolve: (state, event, time) => table.get(event.type)?.(state, event.data, time) ?? state,
  };
}
