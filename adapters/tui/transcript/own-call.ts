// Recognises calls of iteratr's own tools, through MCP or the shell, and words each as one row.
import { split } from 'shlex';
import type { AgentToolCall } from '../../../application/ports/agent.port.ts';
import { plural } from '../../../application/wording/count.ts';
import { NOTE_TYPE_WORDING, type NoteTone } from '../../../application/wording/note-type.ts';
import { TASK_STATUS_WORDING } from '../../../application/wording/task-status.ts';
import { NOTE_TYPES } from '../../../domain/note/note.ts';
import { TASK_STATUSES, type TaskStatus } from '../../../domain/task/task.ts';
import type { Role } from '../canvas/style.ts';
import type { OwnCall } from './transcript.ts';

type Arguments = Readonly<Record<string, unknown>>;

interface Call {
  readonly args: Arguments;
  /** The result on one line. */
  readonly result: string;
}

const STATUS_ROLES: Readonly<Record<TaskStatus, Role>> = {
  in_progress: 'accent',
  remaining: 'text',
  blocked: 'warning',
  completed: 'success',
  cancelled: 'muted',
};
const NOTE_ROLES: Readonly<Record<NoteTone, Role>> = {
  information: 'info',
  problem: 'error',
  advice: 'success',
  decision: 'special',
};

const WORDINGS: Readonly<Record<string, (call: Call) => OwnCall>> = {
  'task-add': (call) => row('+', 'accent', `${idIn(call, 'TAS')} ${text(call, 'content')}`),
  'task-batch-add': (call) => row('+', 'accent', plural(tasksIn(call), 'task')),
  'task-status': (call) => {
    const status = TASK_STATUSES.find((each) => each === call.args.status);
    if (status === undefined) return told(call);
    const { symbol, word } = TASK_STATUS_WORDING[status];
    return row(symbol, STATUS_ROLES[status], `${taskOf(call)} ${word}`);
  },
  'task-priority': (call) => row('●', 'muted', `${taskOf(call)} priority ${text(call, 'priority')}`),
  'task-update': (call) => {
    const content = text(call, 'content');
    return content === '' ? told(call) : row('●', 'muted', `${taskOf(call)} is now: ${content}`);
  },
  'task-depends': told,
  'task-list': () => row('›', 'muted', 'the list of tasks'),
  'task-next': (call) => row('›', 'muted', `next: ${call.result}`),
  'note-add': (call) => {
    const type = NOTE_TYPES.find((each) => each === call.args.type);
    if (type === undefined) return told(call);
    const { symbol, word, tone } = NOTE_TYPE_WORDING[type];
    return row(symbol, NOTE_ROLES[tone], `${idIn(call, 'NOT')} ${word}: ${text(call, 'content')}`);
  },
  'note-list': () => row('›', 'muted', 'the list of notes'),
  'iteration-summary': (call) => row('›', 'muted', `summary: ${text(call, 'summary')}`),
  'session-complete': (call) => row('✓', 'success', call.result),
  'ask-user': (call) => row('?', 'warning', `${idIn(call, 'QUE')} ${text(call, 'question')}`),
  'review-accept': (call) => row('✓', 'success', `${taskOf(call)} accepted: ${text(call, 'reason')}`),
  'review-return': (call) => row('!', 'warning', `${taskOf(call)} returned: ${text(call, 'reason')}`),
};

/** Returns the row of a call; null if it is not of one of iteratr's tools. The text is as untrusted as the call. */
export function ownCall(call: AgentToolCall): OwnCall | null {
  const found = call.kind === 'execute' ? shellCall(call) : mcpCall(call);
  if (found === null) return null;
  const { name, args } = found;
  const result = flat(call.output);
  const failed = call.status === 'failed' || (call.exitCode !== null && call.exitCode !== 0);
  const about = `${name} ${text({ args, result }, 'id')}`.trim();
  if (failed) return row('✗', 'error', `${about}: ${result}`);
  if (call.status !== 'completed') return row('◌', 'muted', about);
  return WORDINGS[name]?.({ args, result }) ?? null;
}

interface Named {
  readonly name: string;
  readonly args: Arguments;
}

/** What agents put before the name of an MCP tool of the server `iteratr`: `iteratr_`, `mcp__iteratr__`, `Tool: iteratr/` … */
const SERVER = /^(?:Tool: )?(?:mcp_{1,2})?iteratr(?:__|::|[_./: ])\s*/;

function mcpCall({ title, kind, input }: AgentToolCall): Named | null {
  const bare = title.replace(SERVER, '').replace(/ \(iteratr MCP Server\)$/, '');
  // A model chooses the words of a command or a search, but not those of a call of another kind.
  if (kind !== 'other' && bare === title) return null;
  const fields = fieldsOf(input);
  return named(bare, Object.hasOwn(fields, 'arguments') ? fieldsOf(fields.arguments) : fields);
}

/** A command that may do something else as well is shown as it is. */
const SHELL_SYNTAX = /[`$<>|&;\n]/;

function shellCall({ title, input }: AgentToolCall): Named | null {
  const command = fieldsOf(input).command;
  const line = (typeof command === 'string' ? command : title).replace(/^cd [^\s;&|]+ && /, '');
  if (!line.includes('iteratr') || SHELL_SYNTAX.test(line)) return null;
  const [program = '', tool, name = '', ...words] = wordsOf(line);
  return /(?:^|\/)iteratr$/.test(program) && tool === 'tool' ? named(name, flagsOf(words)) : null;
}

function named(name: string, args: Arguments): Named | null {
  const known = name.replaceAll('_', '-');
  return Object.hasOwn(WORDINGS, known) ? { name: known, args } : null;
}

function wordsOf(line: string): readonly string[] {
  try {
    return split(line);
  } catch {
    // It ends inside a quote.
    return [];
  }
}

/** Returns the values of `--flag value` and `--flag=value`. */
function flagsOf(words: readonly string[]): Arguments {
  const flags = words.flatMap((word, index): [string, string][] => {
    const [, name, value] = /^--([a-z-]+)(?:=([\s\S]*))?$/.exec(word) ?? [];
    return name === undefined ? [] : [[name.replaceAll('-', '_'), value ?? words[index + 1] ?? '']];
  });
  return Object.fromEntries(flags);
}

function row(symbol: string, role: Role, words: string): OwnCall {
  return { symbol, role, text: flat(words).replace(/:$/, '') };
}

/** Words a call by its result, which says it all. */
function told({ result }: Call): OwnCall {
  return row('●', 'muted', result);
}

/** Returns the id of the task in its usual form; agents also write `2` or `tas-2`. */
function taskOf(call: Call): string {
  const id = text(call, 'id');
  return id.replace(/^(?:tas-)?(\d+)$/i, 'TAS-$1');
}

function text({ args }: Call, name: string): string {
  const value = args[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Returns the id that the result names. */
function idIn({ result }: Call, prefix: string): string {
  return new RegExp(`\\b${prefix}-\\d+`).exec(result)?.[0] ?? '';
}

/** Counts the added tasks, which the result lists one by one. */
function tasksIn({ result }: Call): number {
  return result.match(/\bTAS-\d+ \[P/g)?.length ?? result.match(/"id":/g)?.length ?? 0;
}

const LONGEST = 2_000;

function flat(words: string): string {
  return words.slice(0, LONGEST).replace(/\s+/g, ' ').trim();
}

function fieldsOf(value: unknown): Arguments {
  return typeof value === 'object' && value !== null ? (value as Arguments) : {};
}
