// Creates the notifier for the configured URL or command.
import { parseCommandLine } from '../adapters/config/command-line.ts';
import { isUrlText } from '../adapters/config/url-text.ts';
import { CommandNotifier, type CommandNotifierOptions } from '../adapters/notify/command-notifier.ts';
import { HttpNotifier } from '../adapters/notify/http-notifier.ts';
import type { Notifier } from '../application/ports/notifier.port.ts';

/** `notify` is the valid value of the key, and not empty. */
export function createNotifier(notify: string, options: Omit<CommandNotifierOptions, 'command'>): Notifier {
  if (isUrlText(notify)) return new HttpNotifier(notify);
  return new CommandNotifier({ ...options, command: parseCommandLine(notify) });
}
