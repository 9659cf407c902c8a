// The rules for runs: which spec a run may build, and when it pauses.

import type { SessionName } from '../session/session-name.ts';
import { type BuildSpec, otherSpec, requireOwnSpec } from '../session/session-spec.ts';
import { shortened } from '../text-size.ts';
import type { WorkerName } from '../worker/worker.ts';
import { LIMIT_KINDS, type Limits } from './limits.ts';
import type { RunEvent } from './run.events.ts';
import type { RunState } from './run.state.ts';
import type { AgentUse, HookRun, SwitchCause, TakenFrom, UncommittedFiles, Wait } from './run.ts';
import type { SpecEdit } from './spec-text.ts';

export type RunCommand =
  | {
      readonly type: 'StartRun';
      readonly session: SessionName;
      readonly spec: BuildSpec;
      readonly model: string;
      readonly limits?: Limits;
      readonly verifies?: boolean;
      /** 0 without a reviewer. */
      readonly reviewRounds?: number;
      /** 0 for any number. */
      readonly tasksPerIteration?: number;
      /** 1: in place. */
      readonly workers?: number;
      /** The process that had the session and did not end its run. */
      readonly takenFrom?: TakenFrom | undefined;
    }
  | { readonly type: 'EndRun'; readonly reason: string; readonly uncommitted?: UncommittedFiles }
  | { readonly type: 'RecordSpec'; readonly text: string | null }
  | { readonly type: 'RecordSpecEdit'; readonly text: string | null; readonly edit: SpecEdit }
  /** `worker`: only this one; absent for all. */
  | { readonly type: 'RequestPause'; readonly worker?: WorkerName | undefined }
  | { readonly type: 'BeginPause' }
  | { readonly type: 'RequestResume'; readonly worker?: WorkerName | undefined }
  | { readonly type: 'BeginWait'; readonly wait: Wait }
  | { readonly type: 'EndWait' }
  | {
      readonly type: 'SwitchAgent';
      readonly from: AgentUse;
      readonly to: AgentUse;
      readonly cause: SwitchCause;
      readonly reason: string;
      readonly until: string | null;
    }
  | { readonly type: 'RecordHook'; readonly hook: HookRun };

/** Returns the events of a command, [] if nothing changes. Throws `SESSION.OTHER_SPEC`. */
export function decideRuns(command: RunCommand, state: RunState): RunEvent[] {
  switch (command.type) {
    case 'StartRun':
      return startRun(command, state);
    case 'EndRun':
      return state.runOpen ? [{ type: 'RunEnded', data: runEnd(command) }] : [];
    case 'RecordSpec':
      return command.text === state.specText && state.specEdits.length === 0
        ? []
        : [{ type: 'SpecRecorded', data: { text: command.text } }];
    case 'RecordSpecEdit':
      return [{ type: 'SpecEdited', data: { ...command.edit, text: command.text } }];
    case 'RequestPause':
      return state.runOpen && state.pause === 'none'
        ? [{ type: 'PauseRequested', data: { ...(command.worker && { worker: command.worker }) } }]
        : [];
    case 'BeginPause':
      return state.pause === 'requested' ? [{ type: 'RunPaused', data: {} }] : [];
    case 'RequestResume':
      return state.runOpen
        ? [{ type: 'ResumeRequested', data: { ...(command.worker && { worker: command.worker }) } }]
        : [];
    case 'BeginWait':
      return [{ type: 'WaitStarted', data: { ...command.wait, reason: shortened(command.wait.reason) } }];
    case 'EndWait':
      return state.wait ? [{ type: 'WaitEnded', data: {} }] : [];
    case 'SwitchAgent': {
      const { from, to, cause, reason, until } = command;
      return [{ type: 'AgentSwitched', data: { from, to, cause, reason: shortened(reason), until } }];
    }
    case 'RecordHook':
      return [{ type: 'HookRan', data: command.hook }];
    default:
      return command satisfies never;
  }
}

/** The event must not grow with the number of files. */
const UNCOMMITTED_RECORDED = 20;

function runEnd({ reason, uncommitted }: Extract<RunCommand, { type: 'EndRun' }>) {
  if (!uncommitted || uncommitted.files.length === 0) return { reason };
  const files = uncommitted.files.slice(0, UNCOMMITTED_RECORDED);
  const leftOut = uncommitted.leftOut + uncommitted.files.length - files.length;
  return { reason, uncommitted: { files, leftOut } };
}

function startRun(
  {
    session,
    spec,
    model,
    limits,
    verifies,
    reviewRounds,
    tasksPerIteration,
    workers = 1,
    takenFrom,
  }: Extract<RunCommand, { type: 'StartRun' }>,
  state: RunState,
): RunEvent[] {
  requireOwnSpec(session, state, spec);
  const from = otherSpec(state, spec);
  const data = {
    spec: spec.named,
    model,
    specPath: spec.path,
    ...(limits && isAnySet(limits) && { limits }),
    ...(verifies && { verifies }),
    ...(reviewRounds && { reviewRounds }),
    ...(tasksPerIteration && { tasksPerIteration }),
    ...(workers > 1 && { workers }),
  };
  const started: RunEvent = { type: 'RunStarted', data };
  return [
    ...(takenFrom && state.runOpen ? [{ type: 'RunTakenOver', data: takenFrom } as const] : []),
    ...(from === undefined ? [] : [{ type: 'SessionSpecChanged', data: { from, to: spec.path } } as const]),
    started,
  ];
}

function isAnySet(limits: Limits): boolean {
  return LIMIT_KINDS.some((kind) => limits[kind] > 0 || limits.session[kind] > 0);
}
