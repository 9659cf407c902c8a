// Exports a session: a report for people in Markdown or HTML, for CI systems in JUnit XML, or everything known about it in JSON.

import { encodeEvent, type StoredEvent } from '../../../../application/codec/event-codec.ts';
import type { Environment } from '../../../../application/environment.ts';
import type { EventStore } from '../../../../application/ports/event-store.port.ts';
import type { WriteUserFile } from '../../../../application/ports/user-files.port.ts';
import type { SessionClaims } from '../../../../application/session/session-claims.ts';
import { isDamage, type SessionRegistry } from '../../../../application/session/session-registry.ts';
import { ReportBuilder, type SessionReport } from '../../../../application/session/session-report.ts';
import { plainJson } from '../../../../application/wording/plain-text.ts';
import type { RecordedEvent } from '../../../../domain/session/session.events.ts';
import type { SessionName } from '../../../../domain/session/session-name.ts';
import type { Console } from '../../console.ts';
import { EXIT } from '../../exit-codes.ts';
import { exitOnSignals } from '../../interruption.ts';
import { namedSession } from '../../named-session.ts';
import type { ExportRequest } from './sessions.command.ts';

/** Increased when a field is removed or changes its meaning. New fields do not increase it. */
const SCHEMA_VERSION = 1;

export class ExportSessionHandler {
  constructor(
    private readonly sessions: SessionRegistry,
    private readonly events: EventStore,
    private readonly claims: Pick<SessionClaims, 'isRunning'>,
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
    const builder = new ReportBuilder();
    const stored: StoredEvent[] = [];
    await this.#read(name, (event) => {
      builder.add(event);
      stored.push(encodeEvent(event));
    });
    const whole = builder.report(name, await this.claims.isRunning(name));
    const report: SessionReport = damage
      ? { ...whole, damage: damage.problem, summary: { ...whole.summary, condition: 'damaged' } }
      : whole;
    const text = request.format === 'json' ? asJson(report, stored) : await formatted(report, request.format);
    if (output === undefined) this.console.out(text);
    else {
      await this.writeFile(output, text, { force });
      this.console.err(`wrote ${output}\n`);
    }
    if (!damage) return EXIT.ok;
    this.console.err(`iteratr: the export ends where the session is damaged: ${damage.problem}\n`);
    return EXIT.failed;
  }

  /** Passes on every event that can be read, oldest first. */
  async #read(name: SessionName, take: (event: RecordedEvent) => void): Promise<void> {
    try {
      for await (const { events } of this.events.read(name, 0)) for (const event of events) take(event);
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
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

function asJson({ summary, ...rest }: SessionReport, events: readonly StoredEvent[]): string {
  return `${plainJson({ v: SCHEMA_VERSION, session: summary, ...rest, events }, 2)}\n`;
}
