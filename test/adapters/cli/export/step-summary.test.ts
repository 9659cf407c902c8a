// The summary of a GitHub Actions step stays within GitHub's limit.
import { expect, it } from 'vitest';
import { stepSummary } from '../../../../adapters/cli/export/step-summary.ts';
import { ReportBuilder } from '../../../../application/session/session-report.ts';
import { sessionName } from '../../../../domain/session/session-name.ts';
import { recorded, taskAdded } from '../../../support/decider-spec.ts';
import { sampleReport } from '../../../support/sample-report.ts';

it('is the Markdown report', () => {
  expect(stepSummary(sampleReport())).toMatch(/^# feature\n[\s\S]*\*\*TAS-2\*\* doubtful/);
});

it('is cut between lines below one MiB, and says how to see the rest', () => {
  const builder = new ReportBuilder();
  for (let n = 1; n <= 3_000; n++) builder.add(recorded(taskAdded(n, '認証'.repeat(100))));
  const text = stepSummary(builder.report(sessionName('feature'), false));
  expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
  expect(text).toMatch(/認証\n\n… and more: `iteratr sessions export feature`\n\n$/);
});
