// The few lines that stay in the terminal after the dashboard, which has shown everything already: how the run ended, what it
// left, and the command to continue with.
import type { RunResult } from '../../../application/loop/run-result.ts';
import { describeProof } from '../../../application/session/proof-summary.ts';
import { plural } from '../../../application/wording/count.ts';
import { checkText, protectedLine, uncommittedLine } from '../../../application/wording/evidence-wording.ts';
import { plainLine } from '../../../application/wording/plain-text.ts';
import { STOP_REASONS } from '../../../domain/run/stop-reason.ts';
import type { SessionName } from '../../../domain/session/session-name.ts';
import { nameFlag } from '../../../domain/session/session-spec.ts';
import { LINE_LENGTH, type Line, short } from './recorded-line.ts';
import { endLine } from './text-report.ts';

const QUESTIONS_SHOWN = 2;
const CHECKS_SHOWN = 2;

/** Returns about ten lines. The last one names the next command. */
export function shortReport(result: RunResult, session: SessionName): Line[] {
  return [
    endLine(result),
    ...commits(result),
    ...checks(result),
    ...proof(result),
    ...warning(protectedLine(result.protectedChanges, short)),
    ...questions(result),
    ...warning(uncommittedLine(result.uncommitted, short)),
    { text: `everything about it: iteratr sessions show ${nameFlag(session)}`, style: 'dim' },
    { text: next(result, session), style: 'bold' },
  ];
}

function commits({ iterations }: RunResult): Line[] {
  const ids = iterations.flatMap(({ commit }) => (commit === null ? [] : [commit.slice(0, 10)]));
  if (ids.length === 0) return [];
  const range = ids.length > 2 ? `${ids[0]} … ${ids.at(-1)}` : ids.join(', ');
  return [{ text: `${plural(ids.length, 'commit')}: ${range}` }];
}

function checks({ proof: summary }: RunResult): Line[] {
  const all = summary?.checks ?? [];
  // The red ones first, since they need the user.
  const ordered = [...all].sort((a, b) => Number(a.outcome === 'green') - Number(b.outcome === 'green'));
  const more = all.length - CHECKS_SHOWN;
  return [
    ...ordered.slice(0, CHECKS_SHOWN).map((check): Line => {
      const style = check.outcome === 'green' ? 'green' : 'yellow';
      return { text: plainLine(`check: ${checkText(check, short)}`, LINE_LENGTH), style };
    }),
    ...(more > 0 ? [{ text: `… ${plural(more, 'more check')}` }] : []),
  ];
}

function proof({ proof: summary }: RunResult): Line[] {
  const text = summary ? describeProof(summary) : '';
  if (!summary || text === '') return [];
  const { doubtful, unverified } = summary.tasks;
  const isSure = doubtful.length + unverified.length + summary.returned.length === 0;
  return [{ text: `proof: ${text}`, style: isSure ? 'green' : 'yellow' }];
}

function questions({ openQuestions }: RunResult): Line[] {
  const shown = openQuestions.slice(0, QUESTIONS_SHOWN);
  const more = openQuestions.length - shown.length;
  return [
    ...shown.flatMap(({ id, question }) => warning(`open question ${id}: ${short(question)}`)),
    ...(more > 0 ? warning(`… ${plural(more, 'more question')}`) : []),
  ];
}

function warning(text: string): Line[] {
  return text === '' ? [] : [{ text, style: 'yellow' }];
}

function next({ reason, iterations }: RunResult, session: SessionName): string {
  const name = nameFlag(session);
  if (reason === 'waiting_for_answer') return `answer the questions: iteratr questions ${name}`;
  if (reason === 'claim_lost') return `watch it: iteratr attach ${name}`;
  if (reason === 'store_lost') return 'find out what is wrong: iteratr doctor';
  if (reason === 'planned' || STOP_REASONS[reason] !== 'done') return `continue: iteratr build ${name}`;
  const count = iterations.filter(({ commit }) => commit !== null).length;
  return count === 0
    ? `keep a report: iteratr sessions export ${name} --format html --output report.html`
    : `see what changed: git log -p -${count}`;
}
