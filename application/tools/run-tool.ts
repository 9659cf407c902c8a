// Runs a tool by name. The shell, both MCP routes and the loopback endpoint all call tools through this module.
import type { Actor } from '../../domain/session/session.events.ts';
import { sessionName } from '../../domain/session/session-name.ts';
import type { WorkerName } from '../../domain/worker/worker.ts';
import { viewOf } from '../../domain/worker/worker-view.ts';
import { InputError } from '../errors.ts';
import { beforeChange } from '../session/before-change.ts';
import type { Session } from '../session/session.ts';
import type { SessionRegistry } from '../session/session-registry.ts';
import { NOTE_TOOLS } from './note-tools.ts';
import { QUESTION_TOOLS } from './question-tools.ts';
import { REVIEW_TOOLS } from './review-tools.ts';
import { SESSION_TOOLS } from './session-tools.ts';
import { TASK_TOOLS } from './task-tools.ts';
import type { Tool, ToolInput, ToolResult, ToolSession } from './tool.ts';
import { checkInput } from './tool-input.ts';

/** All tools, in display order. */
export const TOOLS: readonly Tool[] = [
  ...TASK_TOOLS,
  ...NOTE_TOOLS,
  ...QUESTION_TOOLS,
  ...SESSION_TOOLS,
  ...REVIEW_TOOLS,
];

export interface ToolCall {
  readonly tool: string;
  readonly session: string;
  readonly input: ToolInput;
  readonly actor: Actor;
  /** The worker whose agent calls; undefined in place, and for the user. */
  readonly worker?: WorkerName | undefined;
}

/** Runs tools, either in this process or by a request to a running build. */
export interface ToolRunner {
  /**
   * Runs a tool and returns its result. Throws `InputError` for a malformed call, `DomainError` if a rule forbids it,
   * `SESSION.NOT_FOUND` if the session does not exist and the tool cannot start one, and `AdapterError` if the store fails.
   */
  run(call: ToolCall): Promise<ToolResult>;
}

const TIME_LIMIT_MS = 20_000;

export class RunTool implements ToolRunner {
  /** `timeLimitMs`: how long a call may wait for a store that cannot answer. */
  constructor(
    private readonly sessions: SessionRegistry,
    private readonly timeLimitMs = TIME_LIMIT_MS,
  ) {}

  async run(call: ToolCall): Promise<ToolResult> {
    const tool = TOOLS.find(({ name }) => name === call.tool);
    if (!tool) {
      throw new InputError(`there is no tool "${call.tool}"`, {
        remedy: `use one of ${TOOLS.map((t) => t.name).join(', ')}`,
      });
    }
    const name = sessionName(call.session);
    checkInput(tool, call.input);
    const brief = AbortSignal.timeout(this.timeLimitMs);
    const existing = () => this.sessions.existing(name, brief);
    const session = tool.opensSession
      ? this.sessions.get(name)
      : await (tool.onlyReads ? existing() : beforeChange(existing()));
    return tool.execute(call.input, briefly(session, call, brief), call.actor);
  }
}

function briefly(session: Session, { worker }: ToolCall, brief: AbortSignal): ToolSession {
  return {
    name: session.name,
    worker,
    refresh: async () => viewOf(await session.refresh(brief), worker),
    execute: async (command, actor) => {
      const { events, state } = await session.execute(command, { actor, worker }, brief);
      return { events, state: viewOf(state, worker) };
    },
  };
}
