// Sends notifications to a command of the user, which gets the JSON on stdin.
import type { Delivered, Notifier, Undelivered } from '../../application/ports/notifier.port.ts';
import type { Processes } from '../../application/ports/processes.port.ts';
import { plainLine } from '../../application/wording/plain-text.ts';

const TIMEOUT_SECONDS = 30;
/** Of the output only the end is kept, because that is where errors are. */
const KEPT = 2_000;
const SHOWN_LENGTH = 200;

export interface CommandNotifierOptions {
  readonly command: readonly [program: string, ...args: string[]];
  readonly cwd: string;
  /** The complete environment of the command. */
  readonly env: Readonly<Record<string, string>>;
  readonly processes: Pick<Processes, 'supervise'>;
}

export class CommandNotifier implements Notifier {
  constructor(private readonly options: CommandNotifierOptions) {}

  /** Runs the command once: only it knows whether another attempt can help. */
  async deliver(json: string, signal: AbortSignal): Promise<Delivered | Undelivered> {
    const { command, cwd, env, processes } = this.options;
    const [program, ...args] = command;
    let output = '';
    const { error, exitCode } = await processes.supervise(
      { program, args, cwd },
      {
        env,
        input: `${json}\n`,
        timeoutSeconds: TIMEOUT_SECONDS,
        signal,
        onOutput: (text) => {
          output = (output + text).slice(-KEPT);
        },
      },
    );
    const said = lastLine(output);
    if (error === '') return { ok: true, answer: said };
    const why = exitCode === 127 && said === '' ? 'was not found' : error;
    return {
      ok: false,
      kind: error,
      problem: `the command ${program} ${why}${said === '' ? '' : `: ${said}`}`,
    };
  }
}

function lastLine(output: string): string {
  return plainLine(output.trimEnd().split('\n').at(-1) ?? '', SHOWN_LENGTH);
}
