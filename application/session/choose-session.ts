// Finds the session and the spec of a build, from what the user has named of the two.
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
  /** undefined: not given. */
  readonly name: SessionName | undefined;
  /** undefined: not given. */
  readonly spec: string | undefined;
  /** Where none is given and the session has none. */
  readonly defaultSpec: string;
}

export interface ChosenSession {
  readonly session: SessionName;
  readonly spec: BuildSpec;
  readonly text: string;
  /** The spec that the session belongs to, where it is another one. */
  readonly otherSpec: string | undefined;
}

export class ChooseSession {
  constructor(
    private readonly sessions: SessionRegistry,
    private readonly directory: SessionDirectory,
    private readonly specs: SpecFiles,
  ) {}

  /**
   * A name alone stands for the session with its own spec; a spec alone for the session that is named after it. Throws
   * `SPEC.UNREADABLE`, and `SESSION.SIMILAR_NAME` for a new session whose name differs from another's only in case.
   * Whether the spec may be built in the session is left to the domain.
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

  /** What to read for the spec that the session belongs to; undefined when it has none yet. */
  async ownSpec(name: SessionName): Promise<string | undefined> {
    const state = await this.sessions.get(name).refresh();
    if (state.spec === null) return undefined;
    const located = this.specs.locate(state);
    if (located !== undefined) return located;
    throw new ApplicationError(
      'SPEC.UNREADABLE',
      `the spec of session "${name}" (${state.spec}) came from a pipe and cannot be read again: give it with ${nameFlag(name)} --spec <path>`,
    );
  }

  /** The session that older versions named after the spec continues, if it belongs to it. */
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
