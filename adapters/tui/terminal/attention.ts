// Calls the user's attention outside of the screen: title, progress, bell and desktop notifications, by what the terminal
// understands. An unknown sequence could appear as text or as a wrong notification, so only known terminals get one.
import type { AttentionLevel } from '../../../application/ports/dashboard.port.ts';
import { plainLine } from '../../../application/wording/plain-text.ts';

/** The progress of the work, in percent. `none` shows nothing. */
export interface Progress {
  readonly state: 'none' | 'working' | 'failed' | 'waiting';
  readonly percent: number;
}

export interface AttentionAbilities {
  readonly title: boolean;
  readonly bell: boolean;
  /** How the terminal is asked for a desktop notification; null if it shows none. */
  readonly notification: 'osc9' | 'osc777' | null;
  readonly progress: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

const NOTHING: AttentionAbilities = { title: false, bell: false, notification: null, progress: false };
/** The most characters of a title or a notification. */
const LONGEST = 120;
/** The first version of VTE that shows progress (0.80). Older ones show a notification with numbers. */
const VTE_PROGRESS = 8_000;
const SAVE_TITLE = '\x1b[22;0t';
const RESTORE_TITLE = '\x1b[23;0t';
const NO_PROGRESS = '\x1b]9;4;0;0\x07';
const PROGRESS_CODES = { none: 0, working: 1, failed: 2, waiting: 4 } as const;

/** Returns what is shown at this level in the terminal that the environment variables describe. */
export function attentionAbilities(level: AttentionLevel, environment: Environment): AttentionAbilities {
  const { TERM = '', TMUX = '' } = environment;
  if (level === 'off' || TERM === 'dumb' || TERM === 'linux') return NOTHING;
  // tmux has its own title and passes on the bell. Its variables about the terminal around it may be out of date.
  const isMultiplexed = TMUX !== '' || /^(?:tmux|screen)/.test(TERM);
  return {
    title: true,
    bell: level !== 'title',
    notification: level === 'all' && !isMultiplexed ? notificationOf(environment) : null,
    progress: !isMultiplexed && showsProgress(environment),
  };
}

function notificationOf(environment: Environment): AttentionAbilities['notification'] {
  const { TERM = '', TERM_PROGRAM = '', KITTY_WINDOW_ID, VTE_VERSION } = environment;
  if (/^(?:iTerm\.app|WezTerm|ghostty|WarpTerminal)$/.test(TERM_PROGRAM)) return 'osc9';
  if (KITTY_WINDOW_ID !== undefined || /^(?:xterm-kitty|xterm-ghostty)$/.test(TERM)) return 'osc9';
  return VTE_VERSION !== undefined || /^(?:foot|rxvt-unicode)/.test(TERM) ? 'osc777' : null;
}

function showsProgress({ TERM_PROGRAM, WT_SESSION, ConEmuANSI, VTE_VERSION }: Environment): boolean {
  if (WT_SESSION !== undefined || ConEmuANSI === 'ON') return true;
  return /^(?:ghostty|vscode)$/.test(TERM_PROGRAM ?? '') || Number(VTE_VERSION ?? 0) >= VTE_PROGRESS;
}

/** Composes the bytes. Keeps title and progress, so that they return after the program was suspended. */
export class Attention {
  #title = '';
  #progress: Progress = { state: 'none', percent: 0 };

  constructor(private readonly abilities: AttentionAbilities) {}

  /** Returns the bytes for taking the screen: saves the title, and shows what was shown before. */
  taken(): string {
    return `${this.abilities.title ? SAVE_TITLE : ''}${this.#titleBytes()}${this.#progressBytes()}`;
  }

  /** Returns the bytes for leaving the screen: restores the title and removes the progress. */
  released(): string {
    const { title, progress } = this.abilities;
    return `${progress ? NO_PROGRESS : ''}${title ? RESTORE_TITLE : ''}`;
  }

  /** Sets title and progress. Returns the bytes. */
  show(title: string, progress: Progress): string {
    this.#title = title;
    this.#progress = progress;
    return this.#titleBytes() + this.#progressBytes();
  }

  /** Returns the bytes that tell the user this, in words if the terminal can, otherwise as a bell. */
  alert(text: string): string {
    const { notification, bell } = this.abilities;
    const words = plainLine(text, LONGEST);
    if (notification === 'osc9') return `\x1b]9;${words}\x07`;
    if (notification === 'osc777') return `\x1b]777;notify;iteratr;${words.replaceAll(';', ',')}\x07`;
    return bell ? '\x07' : '';
  }

  #titleBytes(): string {
    return this.abilities.title && this.#title !== '' ? `\x1b]2;${plainLine(this.#title, LONGEST)}\x07` : '';
  }

  #progressBytes(): string {
    if (!this.abilities.progress) return '';
    const { state, percent } = this.#progress;
    return `\x1b]9;4;${PROGRESS_CODES[state]};${state === 'none' ? 0 : percent}\x07`;
  }
}
