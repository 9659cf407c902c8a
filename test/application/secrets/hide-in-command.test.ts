// Specifies that the texts of a command lose their secrets before it is decided, so that state and events agree.
import { describe, expect, it } from 'vitest';
import { hideInCommand } from '../../../application/secrets/hide-in-command.ts';
import { KnownSecrets } from '../../../application/secrets/known-secrets.ts';
import { noteId } from '../../../domain/note/note.ts';
import { questionId } from '../../../domain/question/question.ts';
import type { SessionCommand } from '../../../domain/session/session.decider.ts';
import { taskId } from '../../../domain/task/task.ts';

const SECRET = 'gho_16C7e42F29';
const HIDDEN = '[secret: A_TOKEN]';
const secrets = new KnownSecrets([
  { name: 'A_TOKEN', value: SECRET },
  { name: 'ODD', value: 'finished' },
]);

const commands = (text: string): SessionCommand[] => [
  {
    type: 'AddTasks',
    tasks: [{ content: text, status: 'remaining', priority: 2, dependsOn: [], files: [text] }],
  },
  { type: 'ChangeTaskFiles', id: taskId(1), files: [text] },
  { type: 'ChangeTaskContent', id: taskId(1), content: text },
  { type: 'AddNote', noteType: 'tip', content: text },
  { type: 'ChangeNoteContent', id: noteId(1), content: text },
  { type: 'RecordSummary', summary: text },
  { type: 'EndIteration', outcome: 'finished', reason: text, filesChanged: [text], shares: [] },
  { type: 'RecordCommit', commit: 'c0ffee', files: [text] },
  { type: 'SendMessage', text, now: false },
  { type: 'AskQuestion', question: text, choices: [text], assumption: text },
  { type: 'AnswerQuestion', id: questionId(1), answer: text },
  { type: 'EndRun', reason: 'complete', uncommitted: { files: [text], leftOut: 0 } },
  {
    type: 'RecordEvidence',
    evidence: {
      number: 1,
      tasks: [taskId(1)],
      commits: ['c0ffee'],
      files: [text],
      filesLeftOut: 0,
      commands: [{ command: text, exitCode: 0 }],
      commandsLeftOut: 0,
      edits: 1,
    },
  },
  {
    type: 'RecordHook',
    hook: { point: 'on_error', command: text, exitCode: 1, durationMs: 1, error: text },
  },
];

describe('hideInCommand', () => {
  it.each(commands(`a ${SECRET}`).map((command, index) => [command.type, command, index] as const))(
    'hides secrets in the texts of %s',
    (_, command, index) => {
      expect(hideInCommand(command, secrets)).toEqual(commands(`a ${HIDDEN}`)[index]);
    },
  );

  it('leaves commands without texts', () => {
    const command: SessionCommand = { type: 'ChangeTaskStatus', id: taskId(1), status: 'completed' };
    expect(hideInCommand(command, secrets)).toBe(command);
  });
});
