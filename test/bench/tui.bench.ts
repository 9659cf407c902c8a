// The interface under load: 10,000 chunks a second into 50,000 lines of history, at two sizes, and its start in a real terminal.
import { setTimeout as sleep } from 'node:timers/promises';
import type { AppModel } from '../../adapters/tui/model/app-model.ts';
import { initialModel } from '../../adapters/tui/model/initial-model.ts';
import type { UiAction } from '../../adapters/tui/model/ui-action.ts';
import { Screen } from '../../adapters/tui/screen/screen.ts';
import type { AttentiveTerminal, Size, TerminalEvent } from '../../adapters/tui/terminal/terminal.ts';
import { EMPTY_TRANSCRIPT, reduceTranscript } from '../../adapters/tui/transcript/reduce.ts';
import type { Transcript } from '../../adapters/tui/transcript/transcript.ts';
import { TuiApp } from '../../adapters/tui/tui-app.ts';
import { update } from '../../adapters/tui/update/update.ts';
import { drawDashboard } from '../../adapters/tui/views/dashboard.view.ts';
import type { AgentEvent } from '../../application/ports/agent.port.ts';
import { INITIAL_STATE } from '../../domain/session/session.state.ts';
import { median } from './measure.ts';
import { bound, duration, ratio } from './report.ts';
import { chunk, longHistory } from './tui-history.ts';

const SIZES: readonly Size[] = [
  { columns: 120, rows: 35 },
  { columns: 200, rows: 60 },
];
const LOAD_MS = 6_000;
const IDLE_MS = 5_000;
/** Until what the load has left to collect is collected. */
const SETTLE_MS = 3_000;
const CHUNKS_PER_SECOND = 10_000;
const KEY_EVERY_MS = 250;
const FRAMES_BY_HAND = 300;
const CHUNKS_COUNTED = 20_000;

/** Takes every frame at once and notes when. */
class CountingTerminal implements AttentiveTerminal {
  readonly colors = '24-bit';
  readonly frames: number[] = [];
  bytes = 0;
  #onEvent: (event: TerminalEvent) => void = () => undefined;

  constructor(readonly size: Size) {}

  start(onEvent: (event: TerminalEvent) => void): void {
    this.#onEvent = onEvent;
  }

  write(bytes: string): boolean {
    this.frames.push(performance.now());
    this.bytes += bytes.length;
    return true;
  }

  async suspend(): Promise<void> {}
  show(): void {}
  alert(): void {}
  stop(): void {}

  key(name: string): void {
    this.#onEvent({ type: 'key', name, text: name });
  }
}

export async function benchTui(): Promise<void> {
  costOfChunks(10); // the compiler's share
  const [few, many] = [costOfChunks(10), costOfChunks(20_000)];
  const detail = `${many.toFixed(1)} ms / ${few.toFixed(1)} ms for ${CHUNKS_COUNTED}`;
  ratio('a chunk after 20,000 blocks over one after 10', many / few, 3, detail);
  for (const size of SIZES) await benchSize(size);
}

async function benchSize(size: Size): Promise<void> {
  const terminal = new CountingTerminal(size);
  const app = new TuiApp({
    terminal,
    theme: 'dark',
    insideTmux: false,
    model: emptyModel(size),
    session: () => INITIAL_STATE,
    perform: async () => '',
    onClosed: () => undefined,
    now: Date.now,
  });
  const say = (event: AgentEvent): void => app.notify({ type: 'agent', iteration: 1, event });
  app.start();
  for (const event of longHistory(50_000)) say(event);
  await sleep(1_000);
  terminal.key('i');

  const at = `${size.columns}x${size.rows}`;
  const before = { frames: terminal.frames.length, cpu: process.cpuUsage(), time: performance.now() };
  const keys = await underLoad(terminal, say);
  const seconds = (performance.now() - before.time) / 1_000;
  const { user, system } = process.cpuUsage(before.cpu);
  const frames = terminal.frames.length - before.frames;
  bound(`${at}: frames a second under 10,000 chunks a second`, frames / seconds, 'at least', 30);
  bound(`${at}: share of a core under that load`, ((user + system) / 1e6 / seconds) * 100, 'below', 25, '%');
  duration(`${at}: key to screen under that load, median`, median(keys), 30);
  duration(`${at}: update and diff of one frame, median`, median(framesByHand(size)), 3);
  duration(`${at}: the first frame at another width, median`, median(framesOfOtherWidths(size)), 33);

  app.notify({
    type: 'agent',
    iteration: 1,
    event: { type: 'turn-ended', stopReason: 'end_turn', usage: null },
  });
  await sleep(SETTLE_MS);
  const idle = { cpu: process.cpuUsage(), time: performance.now() };
  await sleep(IDLE_MS);
  const rest = process.cpuUsage(idle.cpu);
  const share = ((rest.user + rest.system) / 1e3 / (performance.now() - idle.time)) * 100;
  bound(`${at}: share of a core when idle`, share, 'below', 1, '%');
  bound(`${at}: memory after all that`, process.memoryUsage().rss / 2 ** 20, 'below', 400, ' MiB');
  app.stop();
}

/** Milliseconds of each frame: the messages of a thirtieth of a second, drawing, and the difference to the frame before. */
function framesByHand(size: Size): number[] {
  const screen = new Screen<UiAction>(new CountingTerminal(size), 'dark');
  let model = emptyModel(size);
  const take = (event: AgentEvent): void => {
    const run = { type: 'agent', iteration: 1, event } as const;
    [model] = update(model, { type: 'run', event: run, session: INITIAL_STATE, time: Date.now() });
  };
  for (const event of longHistory(50_000)) take(event);
  const chunks = Array.from({ length: (FRAMES_BY_HAND * CHUNKS_PER_SECOND) / 30 }, chunk);
  return Array.from({ length: FRAMES_BY_HAND }, (_, frame) => {
    const begun = performance.now();
    const first = Math.floor((frame * CHUNKS_PER_SECOND) / 30);
    for (const event of chunks.slice(first, first + CHUNKS_PER_SECOND / 30)) take(event);
    screen.draw(
      (canvas) => drawDashboard(canvas, model),
      () => undefined,
    );
    return performance.now() - begun;
  });
}

/** The history is laid out anew for each width, as far as it is seen. */
function framesOfOtherWidths(size: Size): number[] {
  let model = emptyModel(size);
  for (const event of longHistory(50_000)) {
    const run = { type: 'agent', iteration: 1, event } as const;
    [model] = update(model, { type: 'run', event: run, session: INITIAL_STATE, time: Date.now() });
  }
  return Array.from({ length: 40 }, (_, less) => {
    const resized: Size = { columns: size.columns - less, rows: size.rows };
    const screen = new Screen<UiAction>(new CountingTerminal(resized), 'dark');
    const begun = performance.now();
    [model] = update(model, { type: 'terminal', event: { type: 'resize', size: resized } });
    screen.draw(
      (canvas) => drawDashboard(canvas, model),
      () => undefined,
    );
    return performance.now() - begun;
  });
}

/** Milliseconds for so many chunks into a transcript of so many blocks, the best of three. */
function costOfChunks(blocks: number): number {
  const say = (transcript: Transcript, messageId: string): Transcript => {
    const event = { type: 'text', messageId, text: 'abcd' } as const;
    return reduceTranscript(transcript, { type: 'agent', iteration: 1, event }, 0);
  };
  let transcript = EMPTY_TRANSCRIPT;
  for (let n = 0; n < blocks; n++) transcript = say(transcript, `m${n}`);
  const times = [1, 2, 3].map(() => {
    const begun = performance.now();
    for (let n = 0; n < CHUNKS_COUNTED; n++) transcript = say(transcript, 'live');
    return performance.now() - begun;
  });
  return Math.min(...times);
}

function emptyModel(size: Size): AppModel {
  return initialModel({
    size,
    now: Date.now(),
    surroundings: { session: 'bench', git: null, filesChanged: 0, mode: 'run' },
    sidebar: true,
    session: INITIAL_STATE,
    transcript: EMPTY_TRANSCRIPT,
  });
}

/** Milliseconds from each key to the next frame. */
async function underLoad(terminal: CountingTerminal, say: (event: AgentEvent) => void): Promise<number[]> {
  const keys: number[] = [];
  const begun = performance.now();
  let said = 0;
  let nextKey = KEY_EVERY_MS;
  for (let elapsed = 0; elapsed < LOAD_MS; elapsed = performance.now() - begun) {
    for (const due = (elapsed / 1_000) * CHUNKS_PER_SECOND; said < due; said++) say(chunk());
    if (elapsed >= nextKey) {
      nextKey += KEY_EVERY_MS;
      const frames = terminal.frames.length;
      const pressed = performance.now();
      terminal.key('x');
      while (terminal.frames.length === frames) await sleep(0);
      keys.push((terminal.frames[frames] ?? pressed) - pressed);
    }
    await sleep(5);
  }
  return keys;
}
