// Chooses the session and the spec of a build from the session name and spec that the user gave, if any.
import {
  formerSessionNameForSpec,
  requireDistinctName,
  type SessionName,
  sessionNameForSpec,
} from '../../domain/session/session-name.ts';
import { type BuildSpec, nameFlag, otherSpec } from '../../domain/session/session-spec.ts';
import { ApplicationError } from '../errors.ts';
import type { SessionDirectory } from '../ports/event-store.port.ts';
import type { SpecFiles } from '../ports/spec-files.port.ts';
import type { SessionRegistry } from './session-registry.ts';

export interface SessionRequest {
  /** undefined if not given. */
  readonly name: SessionName | undefined;
  /** undefined if not given. */
  readonly spec: string | undefined;
  /** Used if no spec is given and the session has none. */
  readonly defaultSpec: string;
}

export interface ChosenSession {
  readonly session: SessionName;
  readonly spec: BuildSpec;
  readonly text: string;
  /** The spec that the session belongs to, if it is a different one. */
  readonly otherSpec: string | undefined;
}

export class ChooseSession {
  constructor(
    private readonly sessions: SessionRegistry,
    private readonly directory: SessionDirectory,
    private readonly specs: SpecFiles,
  ) {}

  /**
   * Returns the session and spec to build. A name alone means the session with its own spec; a spec alone means the session named
   * after it. Throws `SPEC.UNREADABLE`, and `SESSION.SIMILAR_NAME` for a new session whose name differs from an existing one only
   * in case. Does not check whether the spec may be built in the session; the domain does.
   */
  async execute({ name, spec, defaultSpec }: SessionRequest): Promise<ChosenSession> {
    const own = name !== undefined && spec === undefined ? await this.ownSpec(name) : undefined;
    const named = spec ?? own ?? defaultSpec;
    const { text, path, nameFrom } = await this.specs.read(named);
    const consent = name !== undefined && spec !== undefined;
    const wanted: BuildSpec = { named, path, consent };
    const session = name ?? (await this.#sessionFor(wanted, nameFrom));
    if (await this.#isNew(session)) requireDistinctName(session, await this.directory.list());
    return { session, text, ...(await this.#inSession(session, wanted)) };
  }

  /** Returns the path of the session's spec, undefined if it has none yet. Throws `SPEC.UNREADABLE` if it came from a pipe. */
  async ownSpec(name: SessionName): Promise<string | undefined> {
    const state = await this.sessions.get(name).refresh();
    if (state.spec === null) return undefined;
    const located = this.specs.locate(state);
    if (located !== undefined) return located;
    throw new ApplicationError(
      'SPEC.UNREADABLE',
      `the spec of session "${name}" (${state.spec}) came from a pipe and cannot be read again`,
      { remedy: `give it with ${nameFlag(name)} --spec <path>` },
    );
  }

  /** Returns the session named after the spec. Prefers a session with the name of older versions if it belongs to the spec. */
  async #sessionFor(spec: BuildSpec, nameFrom: string): Promise<SessionName> {
    const name = sessionNameForSpec(nameFrom);
    const former = formerSessionNameForSpec(nameFrom);
    if (former === undefined || former === name) return name;
    const { spec: recorded } = await this.sessions.get(name).refresh();
    const isOwn = recorded !== null && (await this.#inSession(name, spec)).otherSpec === undefined;
    if (isOwn || (await this.sessions.get(former).refresh()).spec === null) return name;
    return (await this.#inSession(former, spec)).otherSpec === undefined ? former : name;
  }

  async #inSession(name: SessionName, wanted: BuildSpec): Promise<Pick<ChosenSession, 'spec' | 'otherSpec'>> {
    const state = await this.sessions.get(name).refresh();
    const isFormer =
      state.specPath === null && state.spec !== null && this.specs.isSame(state.spec, wanted.path);
    const spec = isFormer ? { ...wanted, formerName: state.spec ?? '' } : wanted;
    return { spec, otherSpec: otherSpec(state, spec) };
  }

  async #isNew(name: SessionName): Promise<boolean> {
    const session = this.sessions.get(name);
    await session.refresh();
    return session.version === 0;
  }
}
