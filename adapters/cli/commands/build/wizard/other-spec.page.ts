// Asks what to do when the named session belongs to another spec.
import type { Guide } from '../../../../../application/ports/guide.port.ts';
import type { ChosenSession } from '../../../../../application/session/choose-session.ts';
import {
  foldCase,
  type SessionName,
  sessionNameForSpec,
} from '../../../../../domain/session/session-name.ts';
import type { BuildRequest } from '../build.command.ts';

export interface OtherSpecQuestion {
  readonly chosen: ChosenSession;
  readonly otherSpec: string;
  /** The names of all sessions. */
  readonly names: readonly SessionName[];
}

/** Asks the user. Resolves with the session and the spec to build, or undefined if the user cancels. */
export async function askOtherSpec(
  guide: Guide,
  { chosen: { session, spec }, otherSpec, names }: OtherSpecQuestion,
): Promise<Pick<BuildRequest, 'name' | 'spec'> | undefined> {
  const free = freeName(spec.path, names);
  const answer = await guide.choose({
    title: `Session "${session}" belongs to another spec`,
    text: `It is building ${otherSpec}. You asked for ${spec.path}.`,
    canGoBack: false,
    options: [
      { value: 'new', label: `Build ${spec.path} in a new session`, detail: free },
      { value: 'own', label: `Continue with ${otherSpec}`, detail: session },
      { value: 'here', label: `Build ${spec.path} in session "${session}"`, detail: 'it keeps its tasks' },
    ],
    selected: ['new'],
    several: false,
    filter: false,
  });
  if (answer.kind !== 'done') return undefined;
  const [choice] = answer.value;
  if (choice === 'own') return { name: session, spec: undefined };
  return { name: choice === 'new' ? free : session, spec: spec.named };
}

/** Returns an unused session name made from the whole path, with a number appended if the name is taken. */
export function freeName(specPath: string, names: readonly SessionName[]): SessionName {
  const taken = new Set(names.map(foldCase));
  const stem = specPath.replace(/\.[^./]+$/, '').replaceAll(/[/.]/g, '-');
  for (let number = 1; ; number++) {
    const name = sessionNameForSpec(number === 1 ? stem : `${stem}-${number}`);
    if (!taken.has(foldCase(name))) return name;
  }
}
