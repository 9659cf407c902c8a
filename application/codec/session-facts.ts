// Converts the facts of a session's summary to the JSON value of their file, and back.
import type { Snapshot } from '../ports/snapshot-store.port.ts';
import type { SessionFacts } from '../session/session-summary.ts';
import { isUsage } from './event-schema.ts';
import { isFlag, isNumber, isText, nullable, oneOf, shape } from './guards.ts';
import { SNAPSHOT_CATALOGUE } from './session-snapshot.ts';

/** Increase this when a fact changes its meaning. */
const SHAPE = 2;

/** Facts with another catalogue must not be used: they come from another fold. */
const FACTS_CATALOGUE = `facts@${SHAPE} ${SNAPSHOT_CATALOGUE}`;

const isFacts = shape<SessionFacts>({
  completed: isFlag,
  runOpen: isFlag,
  waiting: isFlag,
  pause: oneOf(['none', 'requested', 'paused'] as const),
  spec: nullable(isText),
  model: nullable(isText),
  tasks: shape<SessionFacts['tasks']>({ total: isNumber, completed: isNumber, open: isNumber }),
  notes: isNumber,
  iterations: isNumber,
  usage: nullable(isUsage),
  lastActivity: nullable(isText),
});

/** Returns the value to keep for facts that hold at this version of the session. */
export function keptFacts(version: number, facts: SessionFacts): Snapshot {
  return { version, catalogue: FACTS_CATALOGUE, state: facts };
}

/** Returns kept facts if they hold at this version. Returns undefined if they are older, damaged, or of another program. */
export function factsAt(version: number, kept: Snapshot | undefined): SessionFacts | undefined {
  if (kept?.version !== version || kept.catalogue !== FACTS_CATALOGUE) return undefined;
  return isFacts(kept.state) ? kept.state : undefined;
}
