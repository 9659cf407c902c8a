// Exports a session: a report for people in Markdown or HTML, for CI systems in JUnit XML, or everything known about it in JSON.

import type { Environment } from '../../../../application/environment.ts';
import type { WriteUserFile } from '../../../../application/ports/user-files.port.ts';
import type { ReportSession } from '../../../../application/session/report-session.ts';
import type { SessionRegistry } from '../../../../application/session/session-registry.ts';
import type { SessionReport } from '../../../../application/session/session-report.ts';
import type { Console } from '../../console.ts';
import { EXIT } from '../../exit-codes.ts';
import { exitOnSignals } from '../../interruption.ts';
import { namedSession } from '../../named-session.ts';
import type { ExportRequest } from './sessions.command.ts';

export class ExportSessionHandler {
  constructor(
    private readonly sessions: Pick<SessionRegistry, 'readable'>,
    private readonly reports: ReportSession,
    private readonly writeFile: WriteUserFile,
    private readonly environment: Environment,
    private readonly console: Console,
  ) {}

  /** Returns the exit code. Exports a damaged session as far as it can be read, says so, and returns 1. */
  async handle(request: ExportRequest): Promise<number> {
    const { output, force } = request;
    const name = namedSession(request.session, this.environment);
    exitOnSignals();
    const { damage } = await this.sessions.readable(name);
    const { report, events } = await this.reports.execute(name, damage?.problem);
    const text =
      request.format === 'json'
        ? (await import('../../export/session-json.ts')).sessionJson(
            report,
            this.reports.readable(name, events),
          )
        : await formatted(report, request.format);
    if (output === undefined) await this.#print(text);
    else {
      await this.writeFile(output, text, { force });
      this.console.err(`wrote ${output}\n`);
    }
    if (!damage) return EXIT.ok;
    this.console.err(`iteratr: the export ends where the session is damaged: ${damage.problem}\n`);
    return EXIT.failed;
  }

  async #print(text: string | AsyncIterable<string>): Promise<void> {
    if (typeof text === 'string') this.console.out(text);
    else for await (const piece of text) this.console.out(piece);
  }
}

/** Loads only what the format needs. */
async function formatted(
  report: SessionReport,
  format: Exclude<ExportRequest['format'], 'json'>,
): Promise<string> {
  switch (format) {
    case 'markdown':
      return (await import('../../export/session-markdown.ts')).sessionMarkdown(report);
    case 'junit':
      return (await import('../../export/session-junit.ts')).sessionJunit(report);
    case 'html':
      return (await import('../../export/html/session-html.ts')).sessionHtml(report);
    default:
      return format satisfies never;
  }
}
