// The Markdown report of a run for the page of a GitHub Actions job.
import type { SessionReport } from '../../../application/session/session-report.ts';
import { sessionMarkdown } from './session-markdown.ts';

/** GitHub shows nothing of a step whose summary has more than 1 MiB; other programs may write to the same file. In bytes. */
const MOST = 900 * 1024;

export function stepSummary(report: SessionReport): string {
  const text = sessionMarkdown(report);
  const bytes = Buffer.from(text);
  if (bytes.length <= MOST) return `${text}\n`;
  const end = bytes.lastIndexOf('\n', MOST);
  return `${bytes.subarray(0, end).toString('utf8')}\n\n… and more: \`iteratr sessions export ${report.summary.name}\`\n\n`;
}
