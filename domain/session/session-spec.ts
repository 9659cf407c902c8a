// Decides which spec may be built in a session. A session belongs to the spec it was started with.
import { DomainError } from '../errors.ts';
import type { SessionName } from './session-name.ts';

export interface BuildSpec {
  /** As the user typed it. */
  readonly named: string;
  /**
   * Identifies the spec: its path relative to the root of the git work tree, or else to the work dir; an absolute path if it is
   * outside; for a pipe, its content.
   */
  readonly path: string;
  /** The name an older version recorded in the session, if it is known to mean this spec. */
  readonly formerName?: string | undefined;
  /** Whether the user named both session and spec. If so, the session switches to this spec. */
  readonly consent?: boolean;
}

export interface SpecRecord {
  /** The recorded path, or what the user typed for the last run of an older version; null before the first run. */
  readonly spec: string | null;
  /** null before the first run, and if an older version recorded the last run. */
  readonly specPath: string | null;
}

/** Returns the spec that the session belongs to, undefined if that is `spec` or there is none yet. */
export function otherSpec(recorded: SpecRecord, spec: BuildSpec): string | undefined {
  if (recorded.spec === null) return undefined;
  const isOwn =
    recorded.specPath === null
      ? recorded.spec === spec.formerName
      : // File systems and archives change the Unicode normalization form of names.
        recorded.specPath.normalize('NFC') === spec.path.normalize('NFC');
  return isOwn ? undefined : recorded.spec;
}

/** Throws `SESSION.OTHER_SPEC` if the session belongs to another spec and the user has not named both session and spec. */
export function requireOwnSpec(session: SessionName, recorded: SpecRecord, spec: BuildSpec): void {
  const other = otherSpec(recorded, spec);
  if (other === undefined || spec.consent) return;
  const flag = nameFlag(session);
  throw new DomainError(
    'SESSION.OTHER_SPEC',
    `session "${session}" belongs to the spec ${other}, not to ${spec.path}`,
    {
      remedy: `build ${spec.path} in another session with --name <other>, or in this one with ${flag} --spec ${spec.named}, or rename, reset or delete the session first (\`iteratr sessions\`)`,
    },
  );
}

/** Returns the flag that names a session on the command line, also if the name begins with "-". */
export function nameFlag(session: SessionName): string {
  return session.startsWith('-') ? `--name=${session}` : `--name ${session}`;
}
