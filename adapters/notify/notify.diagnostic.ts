// Says where notifications go and, if asked to, sends one to try it.
import {
  type Diagnostic,
  type Finding,
  failed,
  ok,
  warning,
} from '../../application/ports/diagnostic.port.ts';
import type { Notifier } from '../../application/ports/notifier.port.ts';

export interface NotifyDiagnosticOptions {
  /** The value of `notify` as it may be shown; '' for none. */
  readonly shown: string;
  readonly types: readonly string[];
  /** Whether the project's file sets it, but is not trusted. */
  readonly isIgnored: boolean;
  /** The program of a command; undefined for a URL. */
  readonly program: string | undefined;
  readonly findProgram: (name: string) => string | undefined;
  /** Sends a test notification; undefined if the user did not ask for one. */
  readonly sendTest: ((signal: AbortSignal) => ReturnType<Notifier['deliver']>) | undefined;
}

export function notifyDiagnostic(options: NotifyDiagnosticOptions): Diagnostic {
  const { sendTest } = options;
  return {
    id: 'notify',
    label: 'Notifications',
    run: async (signal) => {
      const found = place(options);
      return sendTest && found.state === 'ok' ? [found, ofTest(await sendTest(signal))] : [found];
    },
  };
}

function place({
  shown,
  types,
  isIgnored,
  program,
  findProgram,
  sendTest,
}: NotifyDiagnosticOptions): Finding {
  if (isIgnored)
    return warning("notify in the project's file is ignored: it is not trusted", 'iteratr trust');
  if (shown === '') {
    const none = 'none: notify is not set';
    return sendTest ? warning(none, 'set notify in iteratr.yml or ITERATR_NOTIFY') : ok(none);
  }
  if (program !== undefined && findProgram(program) === undefined) {
    const problem = `the command ${program} of notify was not found`;
    return sendTest ? failed(problem, 'correct notify') : warning(problem, 'correct notify');
  }
  return ok(`${program === undefined ? 'sent to' : 'given to the command'} ${shown} on ${types.join(', ')}`);
}

function ofTest(result: Awaited<ReturnType<Notifier['deliver']>>): Finding {
  if (!result.ok) return failed(`the test notification was not delivered: ${result.problem}`);
  const answer = result.answer === '' ? '' : `; the answer: ${result.answer}`;
  return ok(`the test notification was delivered${answer}`);
}
