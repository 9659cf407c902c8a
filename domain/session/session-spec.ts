// Which spec may be built in which session: a session belongs to the spec it was begun with.
import { DomainError } from '../errors.ts';
import type { SessionName } from './session-name.ts';

export interface BuildSpec {
  /** As the user named it. */
  readonly named: string;
  /**
   * What tells it from other specs: its path relative to the root of the git work tree, else to the work dir; absolute
   * outside of it; of a pipe, what came out of it.
   */
  readonly path: string;
  /** What an older version recorded in the session, where that is known to be this spec. */
  readonly formerName?: string | undefined;
  /** Whether the user has named session and spec together: then the session gets this spec. */
  readonly consent?: boolean;
}

export interface SpecRecord {
  /** The path, where it was recorded; else what the user named in the last run of an older version; null before a run. */
  readonly spec: string | null;
  /** null where an older version recorded the last run. */
  readonly specPath: string | null;
}

/** The spec the session belongs to, where that is not `spec`. */
export function otherSpec(recorded: SpecRecord, spec: BuildSpec): string | undefined {
  if (recorded.spec === null) return undefined;
  const isOwn =
    recorded.specPath === null
      ? recorded.spec === spec.formerName
      : // Disks and archives change the form in which marks are written.
        recorded.specPath.normalize('NFC') === spec.path.normalize('NFC');
  return isOwn ? undefined : recorded.spec;
}

/** Throws `SESSION.OTHER_SPEC` when the session belongs to another spec and the user has not asked for this one in it. */
export function requireOwnSpec(session: SessionName, recorded: SpecRecord, spec: BuildSpec): void {
  const other = otherSpec(recorded, spec);
  if (other === undefined || spec.consent) return;
  const flag = nameFlag(session);
  throw new DomainError(
    'SESSION.OTHER_SPEC',
    `session "${session}" belongs to the spec ${other}, not to ${spec.path}: build ${spec.path} in another session with --name <other>, or in this one with ${flag} --spec ${spec.named}, or rename, reset or delete the session first (\`iteratr sessions\`)`,
  );
}

/** How a session is named on the command line, also where its name begins with "-". */
export function nameFlag(session: SessionName): string {
  return session.startsWith('-') ? `--name=${session}` : `--name ${session}`;
}
