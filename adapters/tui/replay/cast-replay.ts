// Writes a replay as an asciicast v2, in virtual time: nothing waits, and no terminal is needed.
import type { CastReplay } from '../../../application/ports/replay.port.ts';
import { FRAME_MS } from '../screen/scheduler.ts';
import { Film } from './film.ts';
import { paceOf, REPLAY_TICK_MS } from './pace.ts';
import { replayStart } from './replay-start.ts';

/** No automatic line breaks, as on the terminal, because the last column is written, too. */
const SET_UP = '\x1b[?7l';

/** Yields the header, then a line for each frame that differs from the one before. */
export const castReplay: CastReplay = async function* (options) {
  const { size, speed, name, theme, iterations, isRunning } = options;
  const { model, played, rest } = await replayStart(options, { size, sidebar: true });
  const film = new Film(model, theme);
  const timestamp = Math.floor(model.now / 1_000);
  const title = `iteratr: ${name}`;
  yield `${JSON.stringify({ version: 2, width: size.columns, height: size.rows, timestamp, title })}\n`;
  yield output(0, SET_UP + film.frame());
  /** The recorded time of the last event, and that on the screen. */
  const at = { recorded: model.now, shown: 0 };
  let drawn = 0;
  let isChanged = false;
  for await (const { event, time } of rest) {
    const gap = Math.max(0, time - at.recorded);
    const pace = paceOf(gap, speed);
    const due = at.shown + gap / pace;
    for (let next = nextFrame(); next < due; next = nextFrame()) {
      film.send({ type: 'tick', now: at.recorded + (next - at.shown) * pace });
      yield* frame(next);
    }
    at.recorded += gap;
    at.shown = due;
    played.add(event);
    film.send({ type: 'run', event, session: played.state, time: at.recorded });
    film.surround(played.surroundings({ phase: 'playing', speed, iterations }));
    isChanged = true;
  }
  for (const event of played.end(isRunning)) {
    film.send({ type: 'run', event, session: played.state, time: at.recorded });
  }
  film.surround(played.surroundings({ phase: 'ended', speed, iterations }));
  yield* frame(at.shown + FRAME_MS);

  function nextFrame(): number {
    return Math.max(at.shown, drawn + (isChanged ? FRAME_MS : REPLAY_TICK_MS));
  }

  function* frame(time: number): Iterable<string> {
    const bytes = film.frame();
    drawn = time;
    isChanged = false;
    if (bytes !== '') yield output(time, bytes);
  }
};

/** Returns the line for bytes that the terminal gets, at a time in milliseconds from the start. */
function output(time: number, bytes: string): string {
  return `${JSON.stringify([Math.round(time) / 1_000, 'o', bytes])}\n`;
}
