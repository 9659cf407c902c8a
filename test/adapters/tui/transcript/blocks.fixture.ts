// One block of every kind and state, for golden files and for tests that want some of everything.
import type { Block } from '../../../../adapters/tui/transcript/transcript.ts';
import { START, USAGE } from './transcript.fixture.ts';

const TOOL = {
  kind: 'tool',
  callId: 'c1',
  title: 'npm test',
  toolKind: 'execute',
  status: 'completed',
  output: '',
  exitCode: null,
  diffs: [],
  excerpt: false,
  subagent: null,
  own: null,
  startedAt: START,
  endedAt: START + 400,
} as const;
const HOOK = {
  kind: 'hook',
  point: 'pre_iteration',
  command: 'make generate',
  output: '',
  exitCode: 0,
  durationMs: 1_240,
  error: '',
} as const;
const FINISH = {
  kind: 'finish',
  number: 2,
  outcome: 'finished',
  reason: 'end_turn',
  model: 'anthropic/claude',
  durationMs: 185_000,
  usage: USAGE,
  commit: '3f2a9c81d0aa77',
  files: 3,
} as const;

const numbered = (count: number): string =>
  Array.from({ length: count }, (_, n) => `line ${n + 1}`).join('\n');
const before = `${numbered(12)}\n`;

export const BLOCKS: Readonly<Record<string, Block>> = {
  assistant: {
    kind: 'assistant',
    markdown:
      '# Plan\n\nI will change **two** files and run `npm test`. See [the guide](https://example.org/guide).\n\n1. read\n2. write 日本語 and 👩‍👩‍👧\n\n```ts\nconst answer: number = 42; // why not\n```',
  },
  'thinking, running': { kind: 'thinking', text: numbered(13), startedAt: START, endedAt: null },
  'thinking, over': { kind: 'thinking', text: 'Short thought.', startedAt: START, endedAt: START + 3500 },
  'user, answered': {
    kind: 'user',
    text: 'Please use tabs, as everywhere in this project.',
    messageId: 'MSG-1',
    state: 'answered',
  },
  'user, with the agent': {
    kind: 'user',
    text: 'And stop\nafter that.',
    messageId: 'MSG-2',
    state: 'with-agent',
  },
  'user, unanswered': { kind: 'user', text: 'And stop.', messageId: 'MSG-2', state: 'unanswered' },
  'user, long': {
    kind: 'user',
    text: Array.from({ length: 20 }, (_, line) => `line ${line + 1}`).join('\n'),
    messageId: 'MSG-3',
    state: 'answered',
  },
  'tool, pending': { ...TOOL, status: 'pending', endedAt: null },
  'tool, running': { ...TOOL, status: 'in_progress', output: numbered(14), endedAt: null },
  'tool, completed': { ...TOOL, exitCode: 0, output: numbered(22), endedAt: START + 41_000 },
  'tool, twelve lines': { ...TOOL, exitCode: 0, output: numbered(12) },
  'tool, exit code': { ...TOOL, exitCode: 2, output: `${numbered(20)}\nError: it failed` },
  'tool, failed': {
    ...TOOL,
    toolKind: 'read',
    title: 'read /w/missing.ts',
    status: 'failed',
    output: 'no such file',
  },
  'tool, read': { ...TOOL, toolKind: 'read', title: 'read src/list.ts', output: numbered(30) },
  'tool, own': {
    ...TOOL,
    toolKind: 'other',
    title: 'iteratr_note-add',
    output: 'NOT-4 [stuck]',
    own: { symbol: '!', role: 'error', text: `NOT-4 stuck: ${'the port is taken, '.repeat(5)}what now` },
  },
  'tool, cancelled': { ...TOOL, status: 'cancelled', output: 'so far' },
  'tool, subagent': {
    ...TOOL,
    toolKind: 'think',
    title: 'Look for usages',
    subagent: 'ses_1',
    output: 'found 3',
  },
  'tool, tricks': {
    ...TOOL,
    title: 'rm -rf \u202etxt.exe\u200b\u001b[2J',
    output: '\u001b[31mred\u001b[0m\rdone\t1',
  },
  'tool, long command': { ...TOOL, title: `cat <<EOF > a\n${numbered(6)}\nEOF`, exitCode: 0 },
  edit: {
    ...TOOL,
    toolKind: 'edit',
    title: 'src/list.ts',
    output: 'Edit applied successfully.',
    diffs: [
      { path: '/w/src/list.ts', oldText: before, newText: before.replace('line 6', 'line six\nline 6½') },
    ],
  },
  'edit, excerpt': {
    ...TOOL,
    toolKind: 'edit',
    title: 'src/list.ts',
    excerpt: true,
    diffs: [{ path: '/w/src/list.ts', oldText: 'two', newText: 'TWO' }],
  },
  'edit, new file': {
    ...TOOL,
    toolKind: 'edit',
    title: 'write /w/new.ts',
    diffs: [{ path: '/w/new.ts', oldText: null, newText: `${numbered(30)}\n` }],
  },
  'hook, running': { ...HOOK, exitCode: null, durationMs: null, output: 'working' },
  'hook, done': { ...HOOK, output: 'generated 3 files' },
  'hook, failed': { ...HOOK, exitCode: 1, output: 'oops', error: 'exited with code 1' },
  'hook, cancelled': { ...HOOK, exitCode: null, error: 'cancelled' },
  iteration: { kind: 'iteration', number: 2 },
  finish: FINISH,
  'finish, bare': { ...FINISH, usage: null, commit: null },
  'finish, cut short': { ...FINISH, reason: 'max_tokens' },
  'finish, failed': {
    ...FINISH,
    outcome: 'failed',
    reason: 'the provider is overloaded (529)',
    commit: null,
  },
  'finish, interrupted': { ...FINISH, outcome: 'interrupted', reason: 'interrupted', commit: null },
  plan: {
    kind: 'plan',
    entries: [
      { content: 'Read the tests', status: 'completed', priority: 'high' },
      { content: 'Write the parser,\nwith its errors 漢字', status: 'in_progress', priority: 'medium' },
      { content: 'Ask', status: 'cancelled', priority: 'low' },
      ...Array.from({ length: 10 }, (_, n) => ({
        content: `Step ${n + 1}`,
        status: 'pending',
        priority: 'low',
      })),
    ],
  },
  notice: { kind: 'notice', level: 'info', text: 'resumed' },
  'notice, warning': {
    kind: 'notice',
    level: 'warning',
    text: 'iteration 1 was not committed: nothing to commit',
  },
  'notice, error': { kind: 'notice', level: 'error', text: 'failed: no credit\nadd some' },
};
