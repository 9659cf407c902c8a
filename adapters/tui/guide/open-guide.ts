// Opens a guide on the real terminal.
import type { Guide, GuideInterruption } from '../../../application/ports/guide.port.ts';
import { detectColors } from '../terminal/color-depth.ts';
import { KitTerminal } from '../terminal/kit-terminal.ts';
import { redirectConsole } from '../terminal/redirect-console.ts';
import { editorOf } from '../terminal/run-editor.ts';
import { GuideApp } from './guide-app.ts';

export interface GuideOptions {
  readonly theme: 'dark' | 'light';
  readonly env: Readonly<Record<string, string>>;
  /** Its signal closes the guide. Every question is then answered with `leave`. */
  readonly interrupted: GuideInterruption;
  /** Registers a function that restores the screen if the program crashes. Returns a function that removes it. */
  readonly onCrash: (restore: () => void) => () => void;
}

/** Opens a guide, which takes over the screen immediately. The caller must close it, even after an error. */
export function openGuide({ theme, env, interrupted, onCrash }: GuideOptions): Guide {
  const { stdin, stdout } = process;
  const app = new GuideApp({
    terminal: new KitTerminal({ stdin, stdout, colors: detectColors(env) }),
    theme,
    insideTmux: (env.TMUX ?? '') !== '',
    editor: editorOf(env),
    onInterrupt: () => interrupted.interrupt(),
    now: Date.now,
  });
  const restoreConsole = redirectConsole(() => undefined);
  const close = (): void => {
    interrupted.signal.removeEventListener('abort', close);
    removeCrashHandler();
    app.close();
    restoreConsole();
  };
  const removeCrashHandler = onCrash(close);
  interrupted.signal.addEventListener('abort', close, { once: true });
  app.start();
  if (interrupted.signal.aborted) close();
  return {
    choose: (page) => app.choose(page),
    pick: (page) => app.pick(page),
    write: (page) => app.write(page),
    fill: (page) => app.fill(page),
    read: (page) => app.read(page),
    wait: (page, work) => app.wait(page, work),
    edit: (text, fileName) => app.edit(text, fileName),
    close,
  };
}
