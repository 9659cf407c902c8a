// `iteratr sessions export`: a report for people, or everything for programs.
import type { CliOutput } from '../../../adapters/cli/cli.ts';
import type { ExportRequest } from '../../../adapters/cli/commands/sessions.command.ts';
import { sessionMarkdown } from '../../../adapters/cli/report/session-markdown.ts';
import { writeUserFile } from '../../../adapters/files/write-user-file.ts';
import { encodeEvent, type StoredEvent } from '../../../application/codec/event-codec.ts';
import { ReportBuilder, type SessionReport } from '../../../application/session/session-report.ts';
import type { Environment } from '../../environment.ts';
import { exitOnSignals } from '../../interruption.ts';
import { namedSession } from '../named-session.ts';
import { withSession } from './with-session.ts';

/** Raised when a field changes its meaning or goes; new fields come without. */
const SCHEMA_VERSION = 1;

export async function exportSession(
  request: ExportRequest,
  environment: Environment,
  { out, err }: CliOutput,
): Promise<number> {
  const { output, force } = request;
  const name = namedSession(request.session, environment);
  exitOnSignals();
  const { report, events } = await withSession(name, request.config, environment, async (opened) => {
    const builder = new ReportBuilder();
    const stored: StoredEvent[] = [];
    for await (const batch of opened.store.events.read(name, 0)) {
      for (const event of batch.events) {
        builder.add(event);
        stored.push(encodeEvent(event));
      }
    }
    return { report: builder.report(name, opened.isRunning), events: stored };
  });
  const text = request.format === 'json' ? asJson(report, events) : sessionMarkdown(report);
  if (output === undefined) out(text);
  else {
    await writeUserFile(output, text, { force });
    err(`${output} is written\n`);
  }
  return 0;
}

function asJson({ summary, ...rest }: SessionReport, events: readonly StoredEvent[]): string {
  return `${JSON.stringify({ v: SCHEMA_VERSION, session: summary, ...rest, events }, null, 2)}\n`;
}
