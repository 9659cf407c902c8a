// Collects what the agent reports of its work in an iteration: the commands it ran and the files it edited.
import type { AgentCommand, IterationEvidence } from '../../domain/proof/evidence.ts';
import type { AgentEvent, AgentToolCall } from '../ports/agent.port.ts';

type Reported = Pick<IterationEvidence, 'commands' | 'commandsLeftOut' | 'edits'>;

/** An iteration can have thousands of calls; the last ones say most about its result. */
const CALLS_KEPT = 50;
const EDITS: readonly string[] = ['edit', 'delete', 'move'];
/** The agent's own tools, called by the shell: they are recorded as events. */
const OWN_TOOL = /\biteratr(?:\.js|\.ts)?["']?\s+tool\s/;

export class EvidenceCollector {
  /** By the id of the call: an agent can report the end of a call more than once. */
  readonly #commands = new Map<string, AgentCommand>();
  #leftOut = 0;
  #edits = 0;
  #hasEditedSpec = false;

  /** `isSpec`: whether a call is about the spec. */
  constructor(private readonly isSpec: (call: AgentToolCall) => boolean = () => false) {}

  add(event: AgentEvent): void {
    if (event.type !== 'tool-call') return;
    const { call } = event;
    if (call.status === 'completed' && EDITS.includes(call.kind)) {
      this.#edits += 1;
      this.#hasEditedSpec ||= this.isSpec(call);
    }
    if (call.kind === 'execute' && (call.status === 'completed' || call.status === 'failed')) this.#ran(call);
  }

  get hasEdited(): boolean {
    return this.#edits > 0;
  }

  get hasEditedSpec(): boolean {
    return this.#hasEditedSpec;
  }

  get reported(): Reported {
    return { commands: [...this.#commands.values()], commandsLeftOut: this.#leftOut, edits: this.#edits };
  }

  #ran(call: AgentToolCall): void {
    const command = commandOf(call);
    if (OWN_TOOL.test(command)) return;
    this.#commands.set(call.id, { command, exitCode: call.exitCode });
    const [oldest] = this.#commands.keys();
    if (this.#commands.size <= CALLS_KEPT || oldest === undefined) return;
    this.#commands.delete(oldest);
    this.#leftOut += 1;
  }
}

/** Returns the command line in the call's arguments, else its title. */
export function commandOf({ input, title }: AgentToolCall): string {
  const command = (input as { readonly command?: unknown } | null | undefined)?.command;
  if (typeof command === 'string' && command !== '') return command;
  return Array.isArray(command) && command.length > 0 ? command.map(String).join(' ') : title;
}
