// Opens a guide on the real terminal, for the commands that ask before they do something.

import { GuideApp } from '../../adapters/tui/guide/guide-app.ts';
import type { Guide } from '../../adapters/tui/guide/page.ts';
import { detectColors } from '../../adapters/tui/terminal/color-depth.ts';
import { KitTerminal } from '../../adapters/tui/terminal/kit-terminal.ts';
import { beforeCrash } from '../crash.ts';
import type { Environment } from '../environment.ts';
import type { Interruption } from '../interruption.ts';
import { redirectConsole } from './console.ts';

export interface GuideOptions {
  readonly theme: 'dark' | 'light';
  readonly environment: Environment;
  /** A signal closes the guide: what is asked is answered by `leave` then. */
  readonly interrupted: Interruption;
}

/** Takes the screen at once; whoever opens it closes it, whatever happens. */
export function openGuide({ theme, environment, interrupted }: GuideOptions): Guide {
  const { env } = environment;
  const { stdin, stdout } = process;
  const app = new GuideApp({
    terminal: new KitTerminal({ stdin, stdout, colors: detectColors(env) }),
    theme,
    insideTmux: (env.TMUX ?? '') !== '',
    editor: { commandLine: env.VISUAL || env.EDITOR || 'vi', env },
    onInterrupt: () => interrupted.interrupt(),
    now: Date.now,
  });
  const restoreConsole = redirectConsole(() => undefined);
  const close = (): void => {
    interrupted.signal.removeEventListener('abort', close);
    forget();
    app.close();
    restoreConsole();
  };
  const forget = beforeCrash(close);
  interrupted.signal.addEventListener('abort', close, { once: true });
  app.start();
  if (interrupted.signal.aborted) close();
  return {
    choose: (page) => app.choose(page),
    write: (page) => app.write(page),
    fill: (page) => app.fill(page),
    read: (page) => app.read(page),
    wait: (page, work) => app.wait(page, work),
    edit: (text, fileName) => app.edit(text, fileName),
    close,
  };
}
