// Replaces secrets in the texts of a command, so that no event contains them, and no state made of events.
import type { SessionCommand } from '../../domain/session/session.decider.ts';
import type { KnownSecrets } from './known-secrets.ts';

/** Returns the command without secrets. Ids, names and statuses stay: they are compared with those of earlier events. */
export function hideInCommand(command: SessionCommand, secrets: KnownSecrets): SessionCommand {
  const hide = (text: string): string => secrets.hide(text);
  switch (command.type) {
    case 'AddTasks':
      return {
        ...command,
        tasks: command.tasks.map((task) => ({
          ...{ ...task, content: hide(task.content) },
          ...(task.files && { files: task.files.map(hide) }),
        })),
      };
    case 'ChangeTaskContent':
    case 'AddNote':
    case 'ChangeNoteContent':
      return { ...command, content: hide(command.content) };
    case 'RecordSummary':
      return { ...command, summary: hide(command.summary) };
    case 'EndIteration': {
      const { filesChanged, failedCommands } = command;
      const failed = failedCommands?.map((one) => ({ ...one, command: hide(one.command) }));
      return {
        ...{ ...command, reason: hide(command.reason), filesChanged: filesChanged.map(hide) },
        ...(failed && { failedCommands: failed }),
      };
    }
    case 'ChangeTaskFiles':
    case 'RecordCommit':
      return { ...command, files: command.files.map(hide) };
    case 'AskQuestion': {
      const { question, choices, assumption } = command;
      const assumed = assumption === null ? null : hide(assumption);
      return { ...command, question: hide(question), choices: choices.map(hide), assumption: assumed };
    }
    case 'AnswerQuestion':
      return { ...command, answer: hide(command.answer) };
    case 'SendMessage':
      return { ...command, text: hide(command.text) };
    case 'RecordHook': {
      const { hook } = command;
      return { ...command, hook: { ...hook, command: hide(hook.command), error: hide(hook.error) } };
    }
    case 'BeginWait':
      return { ...command, wait: { ...command.wait, reason: hide(command.wait.reason) } };
    case 'SwitchAgent':
      return { ...command, reason: hide(command.reason) };
    case 'RecordCheck': {
      const { run } = command;
      const failing = run.failing.map(hide);
      return { ...command, run: { ...run, command: hide(run.command), output: hide(run.output), failing } };
    }
    case 'EndReview':
      return { ...command, missed: command.missed === null ? null : hide(command.missed) };
    case 'AcceptInReview':
    case 'ReturnInReview':
    case 'BlockTask':
    case 'LeaveUnverified':
    case 'ReturnTasks':
    case 'DoubtTasks':
    case 'RefuseCompletion':
    case 'LeaveWorker':
    case 'LoseWorker':
    case 'ReleaseClaims':
      return { ...command, reason: hide(command.reason) };
    case 'RecordSpec':
      return { ...command, text: unlessHidden(command.text, hide) };
    case 'RecordSpecEdit': {
      const { text, edit } = command;
      return { ...command, text: unlessHidden(text, hide), edit: { ...edit, diff: hide(edit.diff) } };
    }
    case 'RecordProtected': {
      // A path stays as it is, because later comparisons need it.
      const changes = command.changes.map((change) => ({ ...change, diff: hide(change.diff) }));
      return { ...command, changes };
    }
    case 'VerifyTasks': {
      const { checks, besides } = command;
      const hidden = besides && { ...besides, files: besides.files.map(hide) };
      return { ...command, checks: checks.map(hide), ...(hidden && { besides: hidden }) };
    }
    case 'RecordRequirements':
      return { ...command, found: command.found.map(({ text, line }) => ({ text: hide(text), line })) };
    case 'RecordEvidence': {
      const { evidence } = command;
      const commands = evidence.commands.map((run) => ({ ...run, command: hide(run.command) }));
      return { ...command, evidence: { ...evidence, files: evidence.files.map(hide), commands } };
    }
    case 'EndRun': {
      const { uncommitted } = command;
      if (!uncommitted) return command;
      return { ...command, uncommitted: { ...uncommitted, files: uncommitted.files.map(hide) } };
    }
    case 'RecordConflict':
      return { ...command, files: command.files.map(hide) };
    case 'JoinWorker':
    case 'ClaimTask':
    case 'RecordMerge':
    case 'StartBranch':
    case 'CoverRequirements':
    case 'EndPlanning':
    case 'BeginPlanReview':
    case 'ApprovePlan':
    case 'AcceptProtected':
    case 'AcceptFoundChanges':
    case 'StartReview':
    case 'AcceptTask':
    case 'ConfirmCompletion':
    case 'StartRun':
    case 'StartIteration':
    case 'CloseQuestion':
    case 'EndWait':
    case 'RecordUsage':
    case 'UseAssumptions':
    case 'BeginAnswerWait':
    case 'EndAnswerWait':
    case 'RequestPause':
    case 'BeginPause':
    case 'RequestResume':
    case 'ConfirmDelivery':
    case 'ChangeTaskStatus':
    case 'ChangeTaskPriority':
    case 'AddTaskDependencies':
    case 'RemoveTaskDependencies':
    case 'CompleteSession':
    case 'RestartSession':
      return command;
    default:
      return command satisfies never;
  }
}

/** Returns a text that must stay as it is to be compared later; null if it has a secret. */
function unlessHidden(text: string | null, hide: (text: string) => string): string | null {
  return text !== null && hide(text) === text ? text : null;
}
