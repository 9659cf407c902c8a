// The page that asks what to do when the session a spec is named for belongs to another spec.
import type { BuildRequest } from '../../adapters/cli/commands/build.command.ts';
import type { AppConfig } from '../../adapters/config/config-schema.ts';
import type { ChosenSession } from '../../application/session/choose-session.ts';
import { foldCase, type SessionName, sessionNameForSpec } from '../../domain/session/session-name.ts';
import type { Environment } from '../environment.ts';
import type { Interruption } from '../interruption.ts';
import { openGuide } from '../tui/open-guide.ts';

export interface OtherSpecQuestion {
  readonly chosen: ChosenSession;
  readonly otherSpec: string;
  /** Of all sessions there are. */
  readonly names: readonly SessionName[];
  readonly config: AppConfig;
  readonly environment: Environment;
  readonly interrupted: Interruption;
}

/** What to build; undefined when the user left. */
export async function askOtherSpec({
  chosen: { session, spec },
  otherSpec,
  names,
  config,
  environment,
  interrupted,
}: OtherSpecQuestion): Promise<Pick<BuildRequest, 'name' | 'spec'> | undefined> {
  const free = freeName(spec.path, names);
  const guide = openGuide({ theme: config.theme, environment, interrupted });
  try {
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
  } finally {
    guide.close();
  }
}

/** After the whole path, and with a number where that is taken. */
export function freeName(specPath: string, names: readonly SessionName[]): SessionName {
  const taken = new Set(names.map(foldCase));
  const stem = specPath.replace(/\.[^./]+$/, '').replaceAll(/[/.]/g, '-');
  for (let number = 1; ; number++) {
    const name = sessionNameForSpec(number === 1 ? stem : `${stem}-${number}`);
    if (!taken.has(foldCase(name))) return name;
  }
}
