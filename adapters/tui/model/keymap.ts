// The table of all commands of the dashboard with title, description and keys. Update, help, palette and hints use it.
import { NEW_LINE_KEYS } from '../editor/editor-keys.ts';
import { keyLabel } from '../terminal/key-label.ts';

/** Where a command's keys apply. `always` includes open overlays, `global` does not. */
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
  | 'timeline'
  | 'commit'
  | 'form'
  | 'logs'
  | 'ended'
  | 'workers'
  | 'replay';

interface CommandSpec {
  readonly title: string;
  readonly description: string;
  readonly where: readonly KeyContext[];
  /** `KeyName`s, of which hints show the first. `ctrl+x l` means one key after the other. */
  readonly keys: readonly string[];
  /** Left out of the palette, because it only makes sense where it is pressed. */
  readonly local?: true;
}

const LISTS: readonly KeyContext[] = ['pane', 'reading'];

const COMMANDS = {
  quit: command('Quit', 'leave; a run of this process ends', ['always'], ['ctrl+c']),
  suspend: command('Suspend', 'return to the shell; `fg` comes back', ['always'], ['ctrl+z']),
  palette: command('Command palette', 'find and run any command', ['global'], ['ctrl+p']),
  help: command('Help', 'show every key', ['pane', 'reading'], ['?', 'f1']),
  dashboard: command('Dashboard', 'close overlays and show the newest output', ['global'], ['ctrl+x d']),
  timeline: command('Timeline', 'show the iterations of the session', ['global'], ['ctrl+x i']),
  'show-commit': local('Commit', 'show what the iteration committed', ['timeline'], ['d']),
  'open-file': local('Open a file', 'open a file of the commit in $EDITOR', ['timeline', 'commit'], ['o']),
  logs: command('Logs', 'show the recorded events', ['global'], ['ctrl+l', 'ctrl+x l']),
  sessions: command('Sessions', 'show another session', ['global'], ['ctrl+x o']),
  workers: command(
    'Workers',
    'show who works on what, and the output of another worker',
    ['global'],
    ['ctrl+x w'],
  ),
  'pause-worker': local(
    'Pause',
    'pause the worker after its iteration, or let it continue',
    ['workers'],
    ['p'],
  ),
  'worker-1': local('Worker 1', 'show the output of worker 1', ['global'], ['alt+1']),
  'worker-2': local('Worker 2', 'show the output of worker 2', ['global'], ['alt+2']),
  'worker-3': local('Worker 3', 'show the output of worker 3', ['global'], ['alt+3']),
  'worker-4': local('Worker 4', 'show the output of worker 4', ['global'], ['alt+4']),
  'worker-5': local('Worker 5', 'show the output of worker 5', ['global'], ['alt+5']),
  'worker-6': local('Worker 6', 'show the output of worker 6', ['global'], ['alt+6']),
  'worker-7': local('Worker 7', 'show the output of worker 7', ['global'], ['alt+7']),
  'worker-8': local('Worker 8', 'show the output of worker 8', ['global'], ['alt+8']),
  'worker-9': local('Worker 9', 'show the output of worker 9', ['global'], ['alt+9']),
  sidebar: command('Sidebar', 'show or hide tasks and notes', ['global'], ['ctrl+s', 'ctrl+x s', 'ctrl+x b']),
  'focus-agent': command('Agent output', 'go to the agent output', ['global'], ['ctrl+x 1']),
  'focus-tasks': command('Tasks', 'go to the tasks', ['global'], ['ctrl+x 2']),
  'focus-notes': command('Notes', 'go to the notes', ['global'], ['ctrl+x 3']),
  'next-pane': command('Next pane', 'agent, tasks, notes', ['global'], ['tab']),
  'previous-pane': command('Previous pane', 'notes, tasks, agent', ['global'], ['shift+tab']),
  input: command('Message', 'write to the agent', ['pane'], ['i']),
  answer: command('Answer', 'see what needs you, and answer', ['global'], ['ctrl+x q']),
  'new-task': command('New task', 'write a task', ['global'], ['ctrl+x t']),
  'new-note': command('New note', 'write a note', ['global'], ['ctrl+x n']),
  pause: command('Pause or resume', 'pause after the iteration, or resume', ['global'], ['ctrl+x p']),
  restart: command('Restart', 'run again after the run has ended', ['global'], ['ctrl+x r']),
  'run-again': local('Run again', 'run the session once more', ['ended'], ['r']),
  'see-changes': local('Changes', 'the iterations and what each committed', ['ended'], ['d']),
  'add-task': local('Add a task', 'then run again', ['ended'], ['t']),
  export: local('Export', 'write the report as a page (HTML)', ['ended'], ['e']),
  reset: local('Reset', 'remove tasks, notes and history, and start over', ['ended'], ['x']),
  'replay-pause': local('Pause', 'pause the replay, or continue it', ['replay'], ['space']),
  'replay-faster': local('Faster', 'play at a higher speed', ['replay'], ['+', '=', 'right']),
  'replay-slower': local('Slower', 'play at a lower speed', ['replay'], ['-', 'left']),
  search: command('Search', 'find text in the agent output', ['pane'], ['/', 'ctrl+f']),
  'search-next': local('Next match', 'go to the next match', ['agent'], ['n']),
  'search-previous': local('Previous match', 'go to the previous match', ['agent'], ['N']),
  'previous-iteration': local('Previous iteration', 'go to the iteration before', ['agent'], ['[']),
  'next-iteration': local('Next iteration', 'go to the iteration after', ['agent'], [']']),
  'expand-all': command('Expand all', 'expand or fold all of the agent output', ['agent'], ['e']),
  send: local('Send', 'send the message; the agent gets it after its turn', ['input'], ['enter', 'ctrl+s']),
  'send-now': command('Send now', 'interrupt the agent with the message', ['global'], ['ctrl+x enter']),
  'new-line': local('New line', 'start a new line', ['input', 'form'], NEW_LINE_KEYS),
  leave: local(
    'Leave',
    'leave the input, the search, the selection or the sidebar',
    ['input', 'pane'],
    ['escape'],
  ),
  close: local('Close', 'close the overlay', ['overlay'], ['escape']),
  submit: local('Save', 'save the text', ['form'], ['ctrl+s', 'ctrl+enter']),
  'log-level': local('Level', 'show only warnings, or everything', ['logs'], ['f']),
  'next-field': local('Next field', 'go to the next field of the form', ['form'], ['ctrl+n']),
  'next-option': local('Next choice', 'the next priority or type', ['form'], ['tab']),
  'previous-option': local('Previous choice', 'the previous priority or type', ['form'], ['shift+tab']),
  choose: local('Choose', 'choose the selected line', ['choosing'], ['enter']),
  'choice-down': local('Down', 'select the next line', ['choosing'], ['down', 'ctrl+n', 'tab']),
  'choice-up': local('Up', 'select the previous line', ['choosing'], ['up', 'ctrl+p', 'shift+tab']),
  down: local('Down', 'one line or entry down', LISTS, ['j', 'down']),
  up: local('Up', 'one line or entry up', LISTS, ['k', 'up']),
  'page-down': local('Page down', 'one screen down', [...LISTS, 'choosing'], ['pagedown', 'ctrl+d']),
  'page-up': local('Page up', 'one screen up', [...LISTS, 'choosing'], ['pageup', 'ctrl+u']),
  top: local('Top', 'go to the first line or entry', LISTS, ['g', 'home']),
  bottom: local('Bottom', 'go to the last line or entry, and follow the output', LISTS, ['G', 'end']),
  open: local('Open', 'open the selected entry', ['pane'], ['enter']),
  expand: local('Expand', 'show all of the selected entry, or fold it', ['pane'], ['space']),
  copy: local('Copy', 'copy the selected entry', ['pane', 'task', 'note'], ['y']),
  'new-here': local('New', 'write a task or note', ['tasks', 'notes'], ['n']),
  'filter-tasks': local('Filter', 'list the tasks that contain some words', ['tasks'], ['/']),
  'task-status': local('Status', 'choose the status of the task', ['tasks', 'task'], ['s']),
  'accept-task': local('Accept', 'accept the completed task as done', ['tasks', 'task'], ['a']),
  'accept-protected': command(
    'Accept files',
    'accept the changes of protected files',
    ['global'],
    ['ctrl+x a'],
  ),
  'edit-task': local('Edit', 'edit the task', ['tasks', 'task'], ['e']),
  'edit-note': local('Edit', 'edit the note', ['notes', 'note'], ['e']),
  'priority-up': local('Raise priority', 'raise the priority of the task', ['tasks', 'task'], ['+', '=']),
  'priority-down': local('Lower priority', 'lower the priority of the task', ['tasks', 'task'], ['-']),
  'priority-0': local('Priority 0', 'the lowest', ['tasks', 'task'], ['0']),
  'priority-1': local('Priority 1', 'low', ['tasks', 'task'], ['1']),
  'priority-2': local('Priority 2', 'normal', ['tasks', 'task'], ['2']),
  'priority-3': local('Priority 3', 'high', ['tasks', 'task'], ['3']),
  'priority-4': local('Priority 4', 'the highest', ['tasks', 'task'], ['4']),
} as const satisfies Record<string, CommandSpec>;

export type CommandName = keyof typeof COMMANDS;

export const COMMAND_NAMES = Object.keys(COMMANDS) as readonly CommandName[];
export const PREFIX_KEY = 'ctrl+x';

/** Returns the command of a key in the first context that has one. Write keys after a prefix as `ctrl+x l`. */
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

/** Returns the first key of a command, as hints show it. */
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
