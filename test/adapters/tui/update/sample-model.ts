// A session in the middle of its second iteration, as the interface sees it; the clock stands still.

import type { AppEffect } from '../../../../adapters/tui/model/app-effect.ts';
import type { AppMessage, AppModel } from '../../../../adapters/tui/model/app-model.ts';
import { initialModel } from '../../../../adapters/tui/model/initial-model.ts';
import type { CommandName } from '../../../../adapters/tui/model/keymap.ts';
import type { UiAction } from '../../../../adapters/tui/model/ui-action.ts';
import { update } from '../../../../adapters/tui/update/update.ts';
import type { RunResult } from '../../../../application/loop/run-result.ts';
import type { AgentEvent, AgentToolCall } from '../../../../application/ports/agent.port.ts';
import type { RunEvent } from '../../../../application/ports/run-observer.port.ts';
import { messageId } from '../../../../domain/message/message.ts';
import { noteId } from '../../../../domain/note/note.ts';
import type { EventMeta, SessionEvent } from '../../../../domain/session/session.events.ts';
import { evolve } from '../../../../domain/session/session.state.ts';
import { sessionName } from '../../../../domain/session/session-name.ts';
import type { WorkerName } from '../../../../domain/worker/worker.ts';
import { ids, statusChanged, taskAdded } from '../../../support/decider-spec.ts';
import { NOTHING_TO_REPORT } from '../../../support/nothing-to-report.ts';

export const START = Date.UTC(2026, 0, 15, 9, 30, 0);
const MODEL = 'anthropic/claude-sonnet-4';

/** The last of several messages decides; effects are gathered. */
export class Session {
  effects: AppEffect[] = [];
  #worker: WorkerName | undefined;

  constructor(
    public model: AppModel,
    public time = START,
  ) {}

  send(message: AppMessage): this {
    const [model, effects] = update(this.model, message);
    this.model = model;
    this.effects.push(...effects);
    return this;
  }

  run(given: RunEvent): this {
    const event = this.#worker ? { ...given, worker: this.#worker } : given;
    this.time += 1_000;
    return this.send({ type: 'run', event, session: this.model.whole, time: this.time });
  }

  /** What follows comes from this worker, or from the only one in place. */
  as(worker: WorkerName | undefined): this {
    this.#worker = worker;
    return this;
  }

  fact(...events: SessionEvent[]): this {
    for (const event of events) {
      this.time += 1_000;
      const meta: EventMeta = {
        id: `event-${this.time}`,
        session: sessionName('parser'),
        time: new Date(this.time).toISOString(),
        iteration: null,
        actor: event.type.startsWith('UserMessage') ? 'user' : 'agent',
        ...(this.#worker && { worker: this.#worker }),
      };
      const recorded = { meta, event };
      const session = evolve(this.model.whole, recorded);
      this.send({ type: 'run', event: { type: 'recorded', recorded }, session, time: this.time });
    }
    return this;
  }

  agent(...events: AgentEvent[]): this {
    for (const event of events) this.run({ type: 'agent', iteration: 2, event });
    return this;
  }

  /** Names of keys that are one character type it. */
  keys(...names: string[]): this {
    for (const name of names) {
      const text = name === 'space' ? ' ' : [...name].length === 1 ? name : '';
      this.send({ type: 'terminal', event: { type: 'key', name, text } });
    }
    return this;
  }

  type(text: string): this {
    return this.keys(...[...text].map((character) => (character === ' ' ? 'space' : character)));
  }

  paste(text: string): this {
    return this.send({ type: 'terminal', event: { type: 'paste', text } });
  }

  resize(columns: number, rows: number): this {
    return this.send({ type: 'terminal', event: { type: 'resize', size: { columns, rows } } });
  }

  act(action: UiAction): this {
    return this.send({ type: 'action', action });
  }

  command(name: CommandName): this {
    return this.act({ type: 'command', name });
  }

  /** What was asked for since it was last looked at. */
  takeEffects(): AppEffect[] {
    const taken = this.effects;
    this.effects = [];
    return taken;
  }
}

export function empty(columns = 120, rows = 35): Session {
  return new Session(
    initialModel({
      size: { columns, rows },
      now: START,
      surroundings: {
        session: 'parser',
        git: { branch: 'main', commit: '3f2a9c41d', dirty: true },
        filesChanged: 3,
        mode: 'run',
      },
      sidebar: true,
    }),
  );
}

export function call(id: string, rest: Partial<AgentToolCall>): AgentEvent {
  const base: AgentToolCall = {
    id,
    title: id,
    kind: 'other',
    status: 'completed',
    input: undefined,
    output: '',
    exitCode: null,
    locations: [],
    diffs: [],
    subagent: null,
  };
  return { type: 'tool-call', call: { ...base, ...rest } };
}

/** A bit of everything that can be seen. */
export function sample(columns = 120, rows = 35): Session {
  const usage = {
    inputTokens: 10_000,
    outputTokens: 2_300,
    totalTokens: 12_300,
    cost: { amount: 0.04, currency: 'USD' },
  };
  const agentUsage = { inputTokens: 10_000, outputTokens: 2_300, totalTokens: 12_300 };
  return empty(columns, rows)
    .run({
      type: 'run-started',
      session: sessionName('parser'),
      spec: 'specs/parser.md',
      model: MODEL,
      agent: { name: 'agent', version: '1.0', mcpHttp: true },
      mode: null,
      limit: 10,
    })
    .fact(
      { type: 'RunStarted', data: { spec: 'specs/parser.md', model: MODEL } },
      { type: 'IterationStarted', data: { number: 1, model: MODEL } },
      taskAdded(1, 'Write the lexer'),
      taskAdded(2, 'Write the parser for expressions, statements and declarations', { dependsOn: ids(1) }),
      taskAdded(3, 'Report errors with line and column', { priority: 4, dependsOn: ids(2) }),
      taskAdded(4, 'Test 漢字 and emoji 👩‍👩‍👧 in identifiers'),
      taskAdded(5, 'Fuzz the parser', { priority: 0, dependsOn: ids(2, 3) }),
      taskAdded(6, 'Port the old grammar'),
      taskAdded(7, 'Decide on the license'),
      statusChanged(1, 'remaining', 'in_progress'),
      statusChanged(1, 'in_progress', 'completed'),
      statusChanged(6, 'remaining', 'cancelled'),
      statusChanged(7, 'remaining', 'blocked'),
      {
        type: 'NoteAdded',
        data: {
          id: noteId(1),
          type: 'learning',
          content: 'The tests need `npm run build` first',
          iteration: 1,
        },
      },
      {
        type: 'NoteAdded',
        data: {
          id: noteId(2),
          type: 'stuck',
          content: 'No network: the grammar cannot be fetched',
          iteration: 1,
        },
      },
      {
        type: 'IterationEnded',
        data: { number: 1, outcome: 'finished', reason: 'end_turn', filesChanged: ['src/lexer.ts'], usage },
      },
      { type: 'IterationCommitted', data: { number: 1, commit: '3f2a9c41d0aa', files: ['src/lexer.ts'] } },
      { type: 'IterationStarted', data: { number: 2, model: MODEL } },
      statusChanged(2, 'remaining', 'in_progress'),
      {
        type: 'NoteAdded',
        data: { id: noteId(3), type: 'tip', content: 'Run a single test with `-t`', iteration: 2 },
      },
      {
        type: 'NoteAdded',
        data: {
          id: noteId(4),
          type: 'decision',
          content: 'Pratt parsing for expressions:\nsmaller, and precedences are a table',
          iteration: 2,
        },
      },
    )
    .agent(
      {
        type: 'thought',
        messageId: 't1',
        text: 'The lexer is there. Next is the parser, beginning with expressions.',
      },
      {
        type: 'text',
        messageId: 'm1',
        text: '## Parser\n\nI write a **Pratt parser**:\n\n- precedences in a table\n- one function per token\n',
      },
      call('c1', {
        title: 'Read src/lexer.ts',
        kind: 'read',
        output: 'export function lex() {}',
        locations: ['/p/src/lexer.ts'],
      }),
      call('c2', {
        title: 'Edit src/parser.ts',
        kind: 'edit',
        diffs: [
          {
            path: '/p/src/parser.ts',
            oldText: 'const a = 1;\nold();\n',
            newText: 'const a = 1;\nparse();\n',
          },
        ],
      }),
      call('c3', {
        title: 'npm test',
        kind: 'execute',
        status: 'failed',
        exitCode: 1,
        output: Array.from({ length: 24 }, (_, i) => `line ${i + 1} of the output`).join('\n'),
      }),
      { type: 'turn-ended', stopReason: 'end_turn', usage: agentUsage },
    )
    .fact(
      {
        type: 'UserMessageSent',
        data: { id: messageId(1), text: 'Please keep the public API as it is.', now: false },
      },
      { type: 'UserMessageSent', data: { id: messageId(2), text: 'And document it.', now: false } },
    )
    .agent(
      { type: 'text', messageId: 'm2', text: 'One test fails; I look at it.' },
      call('c4', { title: 'npm test -- parser', kind: 'execute', status: 'in_progress', output: 'running…' }),
    );
}

export function result(rest: Partial<RunResult> = {}): RunResult {
  const usage = {
    inputTokens: 10_000,
    outputTokens: 2_300,
    totalTokens: 12_300,
    cost: { amount: 0.04, currency: 'USD' },
  };
  const iteration = {
    outcome: 'finished',
    reason: 'end_turn',
    durationMs: 95_000,
    tasks: ids(1),
    filesChanged: ['src/lexer.ts'],
    filesLeftOut: 0,
    usage,
    commit: '3f2a9c41d0aa',
    summary: 'The lexer is done and tested.',
  } as const;
  return {
    reason: 'complete',
    message: 'every task is done',
    iterations: [
      { ...iteration, number: 1 },
      {
        ...iteration,
        number: 2,
        outcome: 'failed',
        reason: 'refused',
        commit: null,
        usage: null,
        summary: null,
      },
    ],
    tasks: { total: 7, completed: 5, open: 0 },
    durationMs: 185_000,
    ...NOTHING_TO_REPORT,
    usage,
    shares: [],
    proof: null,
    coverage: null,
    forecast: null,
    ...rest,
  };
}
