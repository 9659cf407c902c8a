// Runs the hooks of a project with `sh`: one command after the other, each with its time limit.
import type { HookContext, HookEvent, HookRunner } from '../../application/ports/hook-runner.port.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { Processes, SupervisedExit } from '../../application/ports/processes.port.ts';
import { CappedText } from '../../application/wording/capped-text.ts';
import { plainText } from '../../application/wording/plain-text.ts';
import type { HookPoint } from '../../domain/run/hook-point.ts';
import { environmentValue } from './environment-value.ts';
import type { HookValues } from './hook-command.ts';
import type { Hook, Hooks } from './hooks.ts';
import { LineSplitter } from './line-splitter.ts';

export interface ShellHookRunnerOptions {
  readonly hooks: Hooks;
  /** The directory in which the commands run. */
  readonly cwd: string;
  /** The environment of the commands, without the variables of the hook. */
  readonly env: Readonly<Record<string, string>>;
  readonly processes: Pick<Processes, 'supervise'>;
  readonly logger: Logger;
}

/** How many characters the agent gets from each end of the output. */
const KEPT_FOR_AGENT = 16 * 1024;

/** The variables of a hook; values inherited from an outer run are removed. */
const CONTEXT_VARIABLES = [
  'ITERATR_SESSION',
  'ITERATR_ITERATION',
  'ITERATR_TASK_ID',
  'ITERATR_TASK_CONTENT',
  'ITERATR_ERROR',
] as const;

/** Why hooks run, and who follows them. */
interface Occasion {
  readonly point: HookPoint;
  readonly context: HookContext;
  readonly observe: (event: HookEvent) => void;
  readonly signal: AbortSignal;
}

export class ShellHookRunner implements HookRunner {
  constructor(private readonly options: ShellHookRunnerOptions) {}

  has(point: HookPoint): boolean {
    return this.options.hooks[point].length > 0;
  }

  async run(
    point: HookPoint,
    context: HookContext,
    observe: (event: HookEvent) => void,
    signal: AbortSignal,
  ): Promise<string> {
    const texts: string[] = [];
    const hooks = this.options.hooks[point];
    for (const [index, hook] of hooks.entries()) {
      if (signal.aborted) break;
      const place = { number: index + 1, of: hooks.length };
      const text = await this.#runOne(hook, place, { point, context, observe, signal });
      if (hook.pipeOutput && text !== '') texts.push(text);
    }
    return texts.join('\n\n');
  }

  /** Runs one hook, and returns the text for the agent. */
  async #runOne(
    hook: Hook,
    place: { readonly number: number; readonly of: number },
    { point, context, observe, signal }: Occasion,
  ): Promise<string> {
    const { logger } = this.options;
    const command = hook.command.source;
    const output = new CappedText(KEPT_FOR_AGENT);
    const lines = new LineSplitter((line) => logger.info('hook output', { point, line }));
    const onOutput = (text: string): void => {
      output.add(text);
      lines.add(text);
      observe({ type: 'hook-output', point, text });
    };

    logger.info('hook started', { point, command });
    observe({ type: 'hook-started', point, command, place });
    const begun = performance.now();
    const { exitCode, error } = await this.#execute(hook, context, onOutput, signal);
    const durationMs = Math.round(performance.now() - begun);
    lines.end();
    logger.info('hook ended', { point, command, exitCode, durationMs, error });
    observe({ type: 'hook-ended', point, command, exitCode, durationMs, error });
    return forAgent(command, output, error);
  }

  async #execute(
    { command, timeoutSeconds }: Hook,
    context: HookContext,
    onOutput: (text: string) => void,
    signal: AbortSignal,
  ): Promise<SupervisedExit> {
    let filled: ReturnType<typeof command.fill>;
    try {
      filled = command.fill(valuesOf(context));
    } catch (error) {
      return { exitCode: null, error: `could not be started: ${(error as Error).message}` };
    }
    const env = { ...this.#environment(context), ...filled.variables };
    const { cwd, processes } = this.options;
    const shell = { program: 'sh', args: ['-c', filled.script], cwd };
    return processes.supervise(shell, { env, timeoutSeconds, signal, onOutput });
  }

  /** Returns the environment with the variables that apply; they are named like the placeholders. */
  #environment(context: HookContext): Record<string, string> {
    const env: Record<string, string> = { ...this.options.env };
    for (const name of CONTEXT_VARIABLES) delete env[name];
    const { session, iteration, taskId, taskContent, error } = context;
    const values = [session, iteration, taskId, taskContent, error];
    for (const [index, name] of CONTEXT_VARIABLES.entries()) {
      const value = values[index];
      if (value !== undefined) env[name] = environmentValue(String(value));
    }
    return env;
  }
}

function valuesOf({ session, iteration, taskId, taskContent, error }: HookContext): HookValues {
  return {
    session,
    iteration: iteration ?? '',
    task_id: taskId ?? '',
    task_content: taskContent ?? '',
    error: error ?? '',
  };
}

/** Returns the text for the agent; '' when the command succeeded without output. */
function forAgent(command: string, output: CappedText, error: string): string {
  const text = plainText(output.toString()).trimEnd();
  if (text === '' && error === '') return '';
  return [`$ ${command.trim()}`, text, error === '' ? '' : `[${error}]`].filter(Boolean).join('\n');
}
