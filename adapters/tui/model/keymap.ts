// Every command with its name, its words and its keys: the update, the help, the palette and all hints are made from it.
import { keyLabel } from '../terminal/key-label.ts';

/** Where a command's keys count. `always` is also under an overlay, `global` only without one. */
export type KeyContext =
  | 'always'
  | 'global'
  | 'pane'
  | 'agent'
  | 'tasks'
  | 'notes'
  | 'input'
  | 'overlay'
  | 'reading'
  | 'choosing'
  | 'task'
  | 'note'
  | 'form'
  | 'ended';

interface CommandSpec {
  readonly title: string;
  readonly description: string;
  readonly where: readonly KeyContext[];
  /** As `KeyName`, the first one is shown; `ctrl+x l` is one key after the other. */
  readonly keys: readonly string[];
  /** Not in the palette: it means something only where it is pressed. */
  readonly local?: true;
}

const LISTS: readonly KeyContext[] = ['pane', 'reading'];

const COMMANDS = {
  quit: command('Quit', 'end the run and leave; twice at once: without waiting', ['always'], ['ctrl+c']),
  suspend: command('Suspend', 'go back to the shell, `fg` returns', ['always'], ['ctrl+z']),
  palette: command('Command palette', 'find and run any command', ['global'], ['ctrl+p']),
  help: command('Help', 'show every key', ['pane', 'reading'], ['?', 'f1']),
  dashboard: command('Dashboard', 'close everything and show the newest output', ['global'], ['ctrl+x d']),
  logs: command('Logs', 'show what was recorded', ['global'], ['ctrl+l', 'ctrl+x l']),
  sidebar: command('Sidebar', 'show or hide tasks and notes', ['global'], ['ctrl+s', 'ctrl+x s', 'ctrl+x b']),
  'focus-agent': command('Agent output', 'go to the agent output', ['global'], ['ctrl+x 1']),
  'focus-tasks': command('Tasks', 'go to the tasks', ['global'], ['ctrl+x 2']),
  'focus-notes': command('Notes', 'go to the notes', ['global'], ['ctrl+x 3']),
  'next-pane': command('Next pane', 'agent, tasks, notes', ['global'], ['tab']),
  'previous-pane': command('Previous pane', 'notes, tasks, agent', ['global'], ['shift+tab']),
  input: command('Message', 'write to the agent', ['pane'], ['i']),
  'new-task': command('New task', 'write a task', ['global'], ['ctrl+x t']),
  'new-note': command('New note', 'write a note', ['global'], ['ctrl+x n']),
  pause: command('Pause or resume', 'let the run wait, or go on', ['global'], ['ctrl+x p']),
  restart: command('Restart', 'run again after the run has ended', ['global'], ['ctrl+x r']),
  'run-again': local('Run again', 'let the agent look at the session once more', ['ended'], ['r']),
  'add-task': local('Add a task', 'to what was done; then run again', ['ended'], ['t']),
  reset: local('Reset', 'forget all of it, and start afresh', ['ended'], ['x']),
  search: command('Search', 'find text in the agent output', ['pane'], ['/', 'ctrl+f']),
  'search-next': local('Next match', 'of the search', ['agent'], ['n']),
  'search-previous': local('Previous match', 'of the search', ['agent'], ['N']),
  'expand-all': command('Expand or fold everything', 'in the agent output', ['agent'], ['e']),
  send: local('Send', 'after the current turn of the agent', ['input'], ['enter']),
  'send-now': command('Send now', 'interrupt the agent with what is written', ['global'], ['ctrl+x enter']),
  'new-line': local('New line', 'in the message', ['input'], ['alt+enter', 'ctrl+j', 'shift+enter']),
  leave: local('Leave', 'the input, the search, the selection or the sidebar', ['input', 'pane'], ['escape']),
  close: local('Close', 'what is on top', ['overlay'], ['escape']),
  submit: local('Save', 'what is written', ['form'], ['ctrl+s', 'alt+enter', 'ctrl+enter']),
  'next-option': local('Next choice', 'of priority or type', ['form'], ['tab']),
  'previous-option': local('Previous choice', 'of priority or type', ['form'], ['shift+tab']),
  choose: local('Choose', 'the marked line', ['choosing'], ['enter']),
  'choice-down': local('Down', 'mark the next line', ['choosing'], ['down', 'ctrl+n', 'tab']),
  'choice-up': local('Up', 'mark the line before', ['choosing'], ['up', 'ctrl+p', 'shift+tab']),
  down: local('Down', 'by a line or an entry', LISTS, ['j', 'down']),
  up: local('Up', 'by a line or an entry', LISTS, ['k', 'up']),
  'page-down': local('Page down', 'by a screenful', [...LISTS, 'choosing'], ['pagedown', 'ctrl+d']),
  'page-up': local('Page up', 'by a screenful', [...LISTS, 'choosing'], ['pageup', 'ctrl+u']),
  top: local('Top', 'the first line or entry', LISTS, ['g', 'home']),
  bottom: local('Bottom', 'the last line or entry; the output is followed again', LISTS, ['G', 'end']),
  open: local('Open', 'the selected entry', ['pane'], ['enter']),
  expand: local('Expand', 'show the selected entry whole, or fold it', ['pane'], ['space']),
  copy: local('Copy', 'the selected entry', ['pane', 'task', 'note'], ['y']),
  'new-here': local('New', 'task or note', ['tasks', 'notes'], ['n']),
  'task-status': local('Status', 'choose the status of the task', ['tasks', 'task'], ['s']),
  'edit-task': local('Edit', 'what the task says', ['tasks', 'task'], ['e']),
  'edit-note': local('Edit', 'what the note says', ['notes', 'note'], ['e']),
  'priority-up': local('Raise priority', 'of the task', ['tasks', 'task'], ['+', '=']),
  'priority-down': local('Lower priority', 'of the task', ['tasks', 'task'], ['-']),
  'priority-0': local('Priority 0', 'the lowest', ['tasks', 'task'], ['0']),
  'priority-1': local('Priority 1', 'low', ['tasks', 'task'], ['1']),
  'priority-2': local('Priority 2', 'as usual', ['tasks', 'task'], ['2']),
  'priority-3': local('Priority 3', 'high', ['tasks', 'task'], ['3']),
  'priority-4': local('Priority 4', 'the highest', ['tasks', 'task'], ['4']),
} as const satisfies Record<string, CommandSpec>;

export type CommandName = keyof typeof COMMANDS;

export const COMMAND_NAMES = Object.keys(COMMANDS) as readonly CommandName[];
export const PREFIX_KEY = 'ctrl+x';

/** What this key means where the contexts count, the first of them first; keys of a prefix are given as `ctrl+x l`. */
export function commandFor(contexts: readonly KeyContext[], key: string): CommandName | undefined {
  for (const context of contexts) {
    const name = BY_CONTEXT.get(`${context} ${key}`);
    if (name !== undefined) return name;
  }
  return undefined;
}

export function specOf(name: CommandName): CommandSpec {
  return COMMANDS[name];
}

/** The first key of a command, for hints. */
export function hintKey(name: CommandName): string {
  return keyLabel(specOf(name).keys[0] ?? '');
}

const BY_CONTEXT: ReadonlyMap<string, CommandName> = new Map(
  COMMAND_NAMES.flatMap((name) => {
    const { where, keys } = specOf(name);
    return where.flatMap((context) => keys.map((key) => [`${context} ${key}`, name] as const));
  }),
);

function command(
  title: string,
  description: string,
  where: readonly KeyContext[],
  keys: readonly string[],
): CommandSpec {
  return { title, description, where, keys };
}

function local(
  title: string,
  description: string,
  where: readonly KeyContext[],
  keys: readonly string[],
): CommandSpec {
  return { title, description, where, keys, local: true };
}
