// The spec of workers that have joined a build: what the build has read, because the file may be another one in their clone.
import type { AgentToolCall } from '../../ports/agent.port.ts';
import type { Session } from '../../session/session.ts';
import type { SpecText } from '../spec-watch.ts';

export class RecordedSpec implements SpecText {
  /** `fallback`: the text for a spec that is too long to be recorded. */
  constructor(
    private readonly session: Pick<Session, 'state'>,
    private readonly fallback: string,
  ) {}

  get text(): string {
    return this.session.state.specText ?? this.fallback;
  }

  isIn({ locations, diffs }: AgentToolCall): boolean {
    const { specPath } = this.session.state;
    if (specPath === null) return false;
    const paths = [...locations, ...diffs.map(({ path }) => path)];
    return paths.some((path) => path === specPath || path.endsWith(`/${specPath}`));
  }

  /** The build looks. */
  async look(): Promise<void> {}
}
