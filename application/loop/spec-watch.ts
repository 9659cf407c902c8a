// Notices when the spec is edited during a run or between two runs, and keeps the text for the prompt.
import { asksTheSame, keptText, type SpecEditor } from '../../domain/run/spec-text.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import type { AgentToolCall } from '../ports/agent.port.ts';
import type { ReadRequirements } from '../ports/requirement-reader.port.ts';
import type { SpecSource } from '../ports/spec-source.port.ts';
import type { Session } from '../session/session.ts';

/** In characters. */
const DIFF_LENGTH = 32_000;

export interface SpecWatchOptions {
  readonly session: Session;
  readonly source: SpecSource;
  readonly readRequirements: ReadRequirements;
  /** As the user typed it. */
  readonly named: string;
  /** As it was read when the command started. */
  readonly text: string;
  readonly warn: (message: string) => void;
}

/** The spec as an iteration uses it. */
export type SpecText = Pick<SpecWatch, 'text' | 'isIn' | 'look'>;

export class SpecWatch {
  /** The present text. */
  #text: string;
  /** The text that was compared last. */
  #known: string;
  #isMissing = false;

  constructor(private readonly options: SpecWatchOptions) {
    this.#text = options.text;
    this.#known = options.text;
  }

  get text(): string {
    return this.#text;
  }

  /** Whether a tool call names the spec. */
  isIn({ locations, diffs }: AgentToolCall): boolean {
    const { source, named } = this.options;
    return [...locations, ...diffs.map(({ path }) => path)].some((path) => source.isSpec(named, path));
  }

  /** Compares the spec with that of the run before, and records it. `before`: the session before this run. */
  async begin({ specText, specPath, runOpen }: SessionState): Promise<void> {
    const { session } = this.options;
    const isSameFile = specPath !== null && specPath === session.state.specPath;
    if (isSameFile && specText !== null) {
      this.#known = specText;
      await this.#record(this.#text, runOpen ? 'unknown' : 'user');
    } else await session.execute({ type: 'RecordSpec', text: keptText(this.#text) }, 'loop');
  }

  /** Reads the spec again, and records an edit. `by`: who must have made it. */
  async look(by: SpecEditor): Promise<void> {
    const { source, named, warn } = this.options;
    const text = await source.read(named);
    if (text === undefined) {
      if (!this.#isMissing && !named.startsWith('/dev/')) {
        warn(`the spec ${named} cannot be read any more; the agent gets its last text`);
      }
      this.#isMissing = true;
      return;
    }
    this.#isMissing = false;
    this.#text = text;
    await this.#record(text, by);
  }

  async #record(text: string, by: SpecEditor): Promise<void> {
    const before = this.#known;
    this.#known = text;
    if (asksTheSame(before, text)) return;
    const { session, source, readRequirements } = this.options;
    const whole = source.diff(before, text);
    const diff = whole.length > DIFF_LENGTH ? `${whole.slice(0, DIFF_LENGTH)}\n…` : whole;
    await session.execute({ type: 'RecordSpecEdit', text: keptText(text), edit: { by, diff } }, 'loop');
    if (session.state.plan.requirements.length === 0) return;
    // What tasks cover stays known, because unchanged requirements keep their ids.
    const found = await readRequirements(text);
    await session.execute({ type: 'RecordRequirements', found }, 'loop');
  }
}
