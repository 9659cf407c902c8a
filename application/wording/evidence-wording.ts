// Words the evidence of a task, with the same text in the log, on pages and in exports.

import { listed } from '../../domain/listed.ts';
import type { AgentCommand, CheckResult, TaskEvidence } from '../../domain/proof/evidence.ts';
import type { ProtectedChange } from '../../domain/proof/protection.ts';
import { CHECK_OUTCOME_WORDING } from '../../domain/proof/verdict.ts';
import type { UncommittedFiles } from '../../domain/run/run.ts';
import { plural } from './count.ts';

type Clean = (text: string) => string;

/** On one line. */
const COMMITS_NAMED = 3;
const COMMANDS_NAMED = 3;
const FILES_NAMED = 5;

/** Returns one line: `commit 1a2b3c4d5e · 2 files (a.ts, b.ts) · $ npm test (exit 0) · npm test is green (12 passed)`. */
export function evidenceLine(evidence: TaskEvidence | null, clean: Clean): string {
  if (!evidence) return 'no evidence was recorded';
  const { commits, files, filesLeftOut, commands, commandsLeftOut, edits, checks, besides } = evidence;
  const count = files.length + filesLeftOut;
  const named = files.slice(0, FILES_NAMED);
  const shownFiles = named.map(clean).join(', ');
  const run = commands.length + commandsLeftOut;
  const before = run > COMMANDS_NAMED ? `${plural(run, 'command')}, the last: ` : '';
  const parts = [
    commits.length === 0
      ? 'no commit'
      : `commit ${commits.slice(-COMMITS_NAMED).map(shortCommit).join(', ')}`,
    count === 0 ? 'no file' : `${plural(count, 'file')} (${shownFiles}${count > named.length ? ', …' : ''})`,
    ...(commits.length + count === 0 && edits > 0 ? [plural(edits, 'reported edit')] : []),
    ...(run === 0
      ? []
      : [
          before +
            commands
              .slice(-COMMANDS_NAMED)
              .map((each) => commandText(each, clean))
              .join(', '),
        ]),
    ...checks.map((check) => checkText(check, clean)),
    ...(besides ? [besidesText(besides, clean)] : []),
  ];
  return parts.join(' · ');
}

/** Returns `checked together with 2 files that were uncommitted before: a, b`. */
export function besidesText({ files, leftOut }: UncommittedFiles, clean: Clean): string {
  const count = files.length + leftOut;
  const verb = count === 1 ? 'was' : 'were';
  return `checked together with ${plural(count, 'file')} that ${verb} uncommitted before: ${listed(files.map(clean), FILES_NAMED)}`;
}

/** Returns `$ npm test (exit 0)`. */
export function commandText({ command, exitCode }: AgentCommand, clean: Clean): string {
  return `$ ${clean(command)}${exitCode === null ? '' : ` (exit ${exitCode})`}`;
}

/** Returns `npm test is green (12 passed, 1 skipped)`. */
export function checkText({ command, outcome, tests }: CheckResult, clean: Clean): string {
  const counts = tests
    ? [`${tests.passed} passed`, `${tests.failed} failed`, `${tests.skipped} skipped`].filter(
        (text) => !text.startsWith('0 '),
      )
    : [];
  return `${clean(command)} ${CHECK_OUTCOME_WORDING[outcome]}${counts.length > 0 ? ` (${counts.join(', ')})` : ''}`;
}

/** Returns `2 protected files differ from what is accepted: a (changed), b (deleted)`; '' for none. */
export function protectedLine(changes: readonly ProtectedChange[], clean: Clean): string {
  if (changes.length === 0) return '';
  const files = listed(
    changes.map(({ path, kind }) => `${clean(path)} (${kind})`),
    FILES_NAMED,
  );
  const verb = changes.length === 1 ? 'differs' : 'differ';
  return `${plural(changes.length, 'protected file')} ${verb} from what is accepted: ${files}`;
}

/** Returns `3 files stayed uncommitted: a, b, c`; '' for none. */
export function uncommittedLine({ files, leftOut }: UncommittedFiles, clean: Clean): string {
  const count = files.length + leftOut;
  if (count === 0) return '';
  const more = leftOut > 0 ? ` and ${leftOut} more` : '';
  return `${plural(count, 'file')} stayed uncommitted: ${files.map(clean).join(', ')}${more}`;
}

function shortCommit(commit: string): string {
  return commit.slice(0, 10);
}
