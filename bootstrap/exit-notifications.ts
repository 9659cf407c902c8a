// Waits at the exit of a build until its notifications are delivered, and shows the warnings that no run could show.
import type { Console } from '../adapters/cli/console.ts';
import type { Deliveries } from '../application/notify/deliveries.ts';
import type { Shutdown } from './shutdown.ts';

const DELIVERY_MS = 5_000;
/** Ending a command that is given up takes a moment. */
const SHUTDOWN_MS = 8_000;

export interface ExitNotifications {
  /** Adds deliveries to wait for. */
  add(deliveries: Pick<Deliveries, 'close'>): void;
  /** Shows a warning when the screen is released. */
  warnLate(message: string): void;
}

/** Registers the step with `shutdown`. A second Ctrl+C ends the process without it. */
export function exitNotifications(
  shutdown: Pick<Shutdown, 'add'>,
  console: Pick<Console, 'err'>,
): ExitNotifications {
  const open: Pick<Deliveries, 'close'>[] = [];
  const warnings: string[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(open.map((deliveries) => deliveries.close(DELIVERY_MS)));
    for (const warning of warnings) console.err(`iteratr: ${warning}\n`);
  };
  shutdown.add('notifications', close, SHUTDOWN_MS);
  return {
    add: (deliveries) => void open.push(deliveries),
    warnLate: (message) => void warnings.push(message),
  };
}
