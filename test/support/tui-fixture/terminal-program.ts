// A tiny program on the real terminal, which shows its input and can exit in every possible way.
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { FrameScheduler } from '../../../adapters/tui/screen/scheduler.ts';
import { Screen } from '../../../adapters/tui/screen/screen.ts';
import { detectColors } from '../../../adapters/tui/terminal/color-depth.ts';
import { KitTerminal } from '../../../adapters/tui/terminal/kit-terminal.ts';
import { stopUntilContinued } from '../../../adapters/tui/terminal/stop-process.ts';
import type { TerminalEvent } from '../../../adapters/tui/terminal/terminal.ts';

const terminal = new KitTerminal({
  stdin: process.stdin,
  stdout: process.stdout,
  colors: detectColors(process.env),
});
const screen = new Screen<string>(terminal, 'dark');
const events: string[] = [];
let ticks = 0;
let flood = false;
let busy = false;

const scheduler = new FrameScheduler({
  draw: (onDrain) => {
    const result = screen.draw((canvas) => {
      canvas.text(0, 0, `ready ${canvas.width}x${canvas.height}`, {
        fg: 'accent',
        bold: true,
      });
      canvas.text(0, 1, `pid ${process.pid}`);
      canvas.hit({ x: 0, y: 0, width: 5, height: 1 }, 'the word ready');
      for (const [index, event] of events.slice(-10).entries()) canvas.text(0, index + 2, event);
      if (flood) for (let y = 0; y < canvas.height; y += 1) canvas.text(0, y, `${ticks} `.repeat(40));
    }, onDrain);
    busy = result === 'busy';
    return result;
  },
  now: () => performance.now(),
  wait: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
});

const COMMANDS: Readonly<Record<string, () => void>> = {
  q: () => leave(),
  t: () => {
    throw new Error('thrown on purpose');
  },
  e: () => process.exit(3),
  'ctrl+z': () => void terminal.suspend(stopUntilContinued),
  s: () =>
    void terminal.suspend(async () => {
      process.stdout.write('meanwhile on the other screen\n');
      await sleep(200);
    }),
  f: () => {
    flood = true;
    setInterval(() => scheduler.request(), 5);
  },
};

const { HEARTBEAT_FILE, IGNORE_HANGUP, IGNORE_COMMANDS } = process.env;
// Shows that the event loop still runs, whatever the terminal does.
setInterval(() => {
  ticks += 1;
  if (HEARTBEAT_FILE) writeFileSync(HEARTBEAT_FILE, JSON.stringify({ ticks, busy }));
}, 20);
process.on('SIGTERM', () => leave(143));
process.on('SIGHUP', () => IGNORE_HANGUP || leave(129));
terminal.start(handle);
scheduler.request();

function handle(event: TerminalEvent): void {
  if (event.type === 'closed') leave();
  if (event.type === 'resumed') screen.forget();
  events.push(describe(event));
  if (event.type === 'key' && !IGNORE_COMMANDS) COMMANDS[event.name]?.();
  scheduler.request();
}

function describe(event: TerminalEvent): string {
  if (event.type === 'paste') return `paste ${event.text.length} ${checksum(event.text)}`;
  if (event.type === 'mouse')
    return `mouse ${event.kind} ${event.x},${event.y} ${screen.hitAt(event.x, event.y)}`;
  return JSON.stringify(event);
}

function checksum(text: string): number {
  let sum = 0;
  for (let at = 0; at < text.length; at += 1) sum = (sum * 31 + text.charCodeAt(at)) % 1_000_000_007;
  return sum;
}

function leave(code = 0): never {
  scheduler.stop();
  terminal.stop();
  process.exit(code);
}
