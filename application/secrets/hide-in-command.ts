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
        tasks: command.tasks.map((task) => ({ ...task, content: hide(task.content) })),
      };
    case 'ChangeTaskContent':
    case 'AddNote':
    case 'ChangeNoteContent':
      return { ...command, content: hide(command.content) };
    case 'RecordSummary':
      return { ...command, summary: hide(command.summary) };
    case 'EndIteration':
      return { ...command, reason: hide(command.reason), filesChanged: command.filesChanged.map(hide) };
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
    case 'LeaveUnverified':
    case 'ReturnTasks':
    case 'DoubtTasks':
    case 'RefuseCompletion':
      return { ...command, reason: hide(command.reason) };
    case 'VerifyTasks':
      return { ...command, checks: command.checks.map(hide) };
    case 'RecordRequirements':
      return { ...command, found: command.found.map(({ text, line }) => ({ text: hide(text), line })) };
    case 'CoverRequirements':
    case 'EndPlanning':
    case 'BeginPlanReview':
    case 'ApprovePlan':
    case 'AcceptTask':
    case 'ConfirmCompletion':
    case 'StartRun':
    case 'EndRun':
    case 'StartIteration':
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
