// Plays a recorded session in the dashboard, or writes it as an asciicast. Only reads the store.
import type { Environment } from '../../../../application/environment.ts';
import { InputError } from '../../../../application/errors.ts';
import type { CastReplay, PlayReplay, ReplayOptions } from '../../../../application/ports/replay.port.ts';
import type { WriteUserFile } from '../../../../application/ports/user-files.port.ts';
import type { ReadRecording, Recording } from '../../../../application/session/read-recording.ts';
import type { SessionClaims } from '../../../../application/session/session-claims.ts';
import type { SessionRegistry } from '../../../../application/session/session-registry.ts';
import type { SessionName } from '../../../../domain/session/session-name.ts';
import type { Console } from '../../console.ts';
import { EXIT } from '../../exit-codes.ts';
import { exitOnSignals, interruption } from '../../interruption.ts';
import { namedSession } from '../../named-session.ts';
import type { ReplayRequest } from './replay.command.ts';

export interface ReplayPorts {
  readonly sessions: Pick<SessionRegistry, 'existing'>;
  readonly recording: ReadRecording;
  readonly claims: Pick<SessionClaims, 'isRunning'>;
  readonly play: PlayReplay;
  readonly cast: CastReplay;
  readonly writeFile: WriteUserFile;
  readonly theme: 'dark' | 'light';
  readonly environment: Environment;
  readonly console: Console;
}

/** The size of a recording without a terminal. */
const USUAL_SIZE = { columns: 120, rows: 35 };

export class ReplayHandler {
  constructor(private readonly ports: ReplayPorts) {}

  /** Returns the exit code when the user quits, or the file is written. */
  async handle(request: ReplayRequest): Promise<number> {
    const { console, environment } = this.ports;
    const name = namedSession(request.session, environment);
    if (request.cast) {
      exitOnSignals();
      return this.#write(await this.#options(name, request), request.cast);
    }
    if (!console.isInteractive) {
      throw new InputError('replay needs a terminal', {
        remedy: 'without one, write a recording with --cast <path>',
      });
    }
    const left = interruption(() => undefined);
    try {
      await this.ports.play(await this.#options(name, request), left.signal);
    } finally {
      left.stop();
    }
    return EXIT.ok;
  }

  async #options(name: SessionName, { from, speed }: ReplayRequest): Promise<ReplayOptions> {
    const { sessions, recording, claims, theme } = this.ports;
    const { state } = await sessions.existing(name);
    const isRunning = state.runOpen && (await claims.isRunning(name));
    const recorded = await recording.execute(name);
    requirePlayable(name, recorded, from);
    return {
      name,
      theme,
      speed,
      from,
      iterations: recorded.iterations,
      events: recorded.events(),
      isRunning,
    };
  }

  async #write(options: ReplayOptions, cast: NonNullable<ReplayRequest['cast']>): Promise<number> {
    const { console, writeFile } = this.ports;
    const size = cast.size ?? console.size ?? USUAL_SIZE;
    await writeFile(cast.path, this.ports.cast({ ...options, size }), { force: cast.force });
    console.err(`wrote ${cast.path}\n`);
    return EXIT.ok;
  }
}

/** Throws `InputError` if there is nothing to play, or not from this iteration on. */
function requirePlayable(
  name: SessionName,
  { hasTranscript, iterations }: Recording,
  from: number | undefined,
): void {
  if (!hasTranscript) {
    throw new InputError(`no transcript of session "${name}" is kept, so there is nothing to replay`, {
      remedy: `see its events with \`iteratr sessions log ${name}\``,
    });
  }
  if (from !== undefined && from > iterations) {
    throw new InputError(`--from ${from} is after the last iteration of session "${name}"`, {
      remedy: iterations === 0 ? 'leave --from out' : `use 1 to ${iterations}`,
    });
  }
}
