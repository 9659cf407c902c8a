// Lets the agent interview the user about a spec, saves the spec, and builds it if the user wants to.
import { resolve } from 'node:path';
import { quote } from 'shlex';
import type { Environment } from '../../../../application/environment.ts';
import { ApplicationError, InputError } from '../../../../application/errors.ts';
import type { Interview } from '../../../../application/interview/interview.ts';
import { INTERVIEW_TOOLS, InterviewTools } from '../../../../application/interview/interview-tools.ts';
import { WriteSpec } from '../../../../application/interview/write-spec.ts';
import type { Agent } from '../../../../application/ports/agent.port.ts';
import type { Clock } from '../../../../application/ports/clock.port.ts';
import type { Guide, OpenGuide } from '../../../../application/ports/guide.port.ts';
import type { InterviewStore } from '../../../../application/ports/interview-store.port.ts';
import type { SpecCatalog } from '../../../../application/ports/spec-files.port.ts';
import type { ToolEndpoints } from '../../../../application/ports/tool-endpoint.port.ts';
import type { Console } from '../../console.ts';
import { EXIT } from '../../exit-codes.ts';
import { interruption } from '../../interruption.ts';
import { mcpServers } from '../../mcp-servers.ts';
import { shortPath } from '../../short-path.ts';
import type { BuildRequest } from '../build/build.command.ts';
import { GuideInterviewee } from './guide-interviewee.ts';
import { askIdea, askToBuild, askToContinue, askWhere, problemOf } from './interview.pages.ts';
import { interviewVariables } from './interview-endpoint.ts';
import type { SpecRequest } from './spec.command.ts';

/** What the interview needs, as configured. */
export interface InterviewPorts {
  readonly model: string;
  readonly theme: 'dark' | 'light';
  readonly idleTimeoutMs: number;
  /** An agent that can read files. Every permission it asks for is refused. */
  readonly agent: Agent;
  readonly store: InterviewStore;
  readonly specs: Pick<SpecCatalog, 'write'>;
}

export interface SpecPorts {
  /** Loads the configuration with the user's consent. Throws `ConfigError`. */
  readonly prepare: (config: SpecRequest['config']) => Promise<InterviewPorts>;
  readonly endpoints: ToolEndpoints;
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly openGuide: OpenGuide;
  readonly build: (request: BuildRequest) => Promise<number>;
  readonly environment: Environment;
  readonly console: Console;
}

interface SavedSpec {
  /** Relative to the working directory if it is below it. */
  readonly path: string;
  readonly build: boolean;
}

export class SpecHandler {
  constructor(private readonly ports: SpecPorts) {}

  /** Returns the exit code, that of the build if one is started. Throws `InputError` without a terminal. */
  async handle(request: SpecRequest): Promise<number> {
    const { environment, console, prepare, build } = this.ports;
    const problem = request.output === '' ? undefined : problemOf(request.output, environment.cwd);
    if (problem !== undefined)
      throw new InputError(`--output "${request.output}" cannot be used: ${problem}`);
    if (!console.isInteractive) {
      throw new InputError('spec needs a terminal', {
        remedy: 'without one, write specs/feature.md yourself and build it',
      });
    }
    const saved = await this.#interview(request, await prepare(request.config));
    if (typeof saved === 'number') return saved;
    console.out(`wrote ${saved.path}\n`);
    if (!saved.build) {
      console.out(`build it with: iteratr build --spec ${quote(saved.path)}\n`);
      return EXIT.ok;
    }
    return build({
      name: undefined,
      spec: saved.path,
      extraInstructions: '',
      plan: false,
      reset: false,
      takeOver: false,
      includeDirty: false,
      merge: false,
      output: 'text',
      config: request.config,
    });
  }

  /** Returns the saved spec. If the user cancels, prints how to continue and returns the exit code. */
  async #interview(request: SpecRequest, ports: InterviewPorts): Promise<SavedSpec | number> {
    const { store } = ports;
    const interrupted = interruption(() => undefined);
    const guide = await this.ports.openGuide(ports.theme, interrupted);
    try {
      const interview = await begin(guide, store, request);
      const spec = await this.#hold(interview, guide, ports);
      const path = await this.#save(guide, spec, interview.title, request.output, ports);
      await store.delete();
      return { path, build: await askToBuild(guide, path) };
    } catch (error) {
      if (!(error instanceof ApplicationError) || error.code !== 'CANCELLED') throw error;
      guide.close();
      const next = (await store.load())
        ? 'your answers are saved, `iteratr spec` continues from there'
        : 'there were no answers yet';
      this.ports.console.err(`iteratr: no spec was written; ${next}\n`);
      return interrupted.by() === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
    } finally {
      guide.close();
      interrupted.stop();
    }
  }

  async #hold(
    interview: Interview,
    guide: Guide,
    { agent, store, model, idleTimeoutMs }: InterviewPorts,
  ): Promise<string> {
    const { endpoints, environment, clock } = this.ports;
    const tools = new InterviewTools();
    const endpoint = await endpoints.open({ definitions: INTERVIEW_TOOLS, tools, session: 'interview' });
    const interviewee = new GuideInterviewee(guide, 'spec.md');
    try {
      return await new WriteSpec({ agent, interviewee, store, tools, clock }).execute({
        interview,
        cwd: environment.cwd,
        model,
        idleTimeoutMs,
        mcpServers: (info) => mcpServers(info, endpoint, interviewVariables(endpoint), environment),
      });
    } finally {
      await endpoint.close();
    }
  }

  /** Saves the spec, and asks for another path until it can be written. Returns the path. */
  async #save(
    guide: Guide,
    spec: string,
    title: string,
    output: string,
    { specs }: InterviewPorts,
  ): Promise<string> {
    const { cwd } = this.ports.environment;
    let error: string | undefined;
    for (let path = output; ; path = '') {
      const file = path === '' ? await askWhere(guide, title, cwd, error) : resolve(cwd, path);
      try {
        await specs.write(file, spec);
        return shortPath(file, cwd);
      } catch (cause) {
        if (!(cause instanceof ApplicationError)) throw cause;
        error = cause.message;
      }
    }
  }
}

async function begin(guide: Guide, store: InterviewStore, request: SpecRequest): Promise<Interview> {
  const kept = request.title === '' && request.description === '' ? await store.load() : undefined;
  if (kept && (await askToContinue(guide, kept))) return kept.interview;
  return askIdea(guide, request);
}
