// Words every recorded event, for all adapters that print events. An event type without wording does not compile.
import { totalUsage } from '../../domain/iteration/iteration-usage.ts';
import { listed } from '../../domain/listed.ts';
import type { ShownChange } from '../../domain/proof/protection.ts';
import { CHECK_OUTCOME_WORDING } from '../../domain/proof/verdict.ts';
import { FAILURE_CAUSE } from '../../domain/run/failure-cause.ts';
import type { AgentUse, HookRun, Wait } from '../../domain/run/run.ts';
import type { RecordedEvent } from '../../domain/session/session.events.ts';
import { nameFlag } from '../../domain/session/session-spec.ts';
import type { TaskStatus } from '../../domain/task/task.ts';
import { SPEC_EDITOR_WORDING } from '../prompt/spec-notice.ts';
import { agentLabel } from './agent-label.ts';
import { answerCommand } from './answer-command.ts';
import { formatCost, formatTokens, plural } from './count.ts';
import { fileNames } from './declared-files.ts';
import { formatDuration } from './duration.ts';
import { localTime } from './local-time.ts';
import { TASK_STATUS_WORDING } from './task-status.ts';

export type EventKind = 'task' | 'note' | 'iteration' | 'session' | 'message' | 'question' | 'hook';

export interface EventWording {
  readonly kind: EventKind;
  readonly level: 'detail' | 'info' | 'change' | 'success' | 'warning';
  /** One sentence that is understandable without context. */
  readonly text: string;
  /** The meaning of the symbol before the text. */
  readonly mark?: TaskStatus | 'added' | 'changed';
  /** Whether it is also shown among the agent's output. */
  readonly announced?: true;
}

/** Makes untrusted text printable: on one line, without control sequences, cut to a maximum length. */
type Clean = (text: string) => string;

type AnyEvent = RecordedEvent['event'];
type Wordings = {
  readonly [T in AnyEvent['type']]: (
    data: Extract<AnyEvent, { type: T }>['data'],
    clean: Clean,
    meta: RecordedEvent['meta'],
  ) => EventWording;
};

const WORDINGS: Wordings = {
  RunStarted: ({ spec, model }, clean) => session(`run started: ${clean(spec)} with ${clean(model)}`),
  RunEnded: ({ reason }, clean) => session(`run ended: ${clean(reason)}`),
  RunTakenOver: ({ host, pid }, clean) => ({
    ...session(`run taken over from process ${pid} on ${clean(host)}`, 'warning'),
    announced: true,
  }),
  SessionSpecChanged: ({ from, to }, clean) => ({
    ...session(`session continues with ${clean(to)} instead of ${clean(from)}`, 'warning'),
    announced: true,
  }),
  SpecRecorded: () => session('the spec was read', 'detail'),
  SpecEdited: ({ by, diff }) => ({
    ...session(`the spec was edited ${SPEC_EDITOR_WORDING[by]} (${lineCounts(diff)})`, 'warning'),
    announced: true,
  }),
  SessionCompleted: () => ({
    ...session('session complete', 'success'),
    mark: 'completed',
    announced: true,
  }),
  SessionRestarted: ({ reason }, clean) => ({
    ...session(`session restarted: ${clean(reason)}`),
    announced: true,
  }),
  PauseRequested: () => ({ ...session('pausing after this iteration', 'warning'), announced: true }),
  RunPaused: (_, __, meta) => ({
    ...session(`paused; \`iteratr resume ${nameFlag(meta.session)}\` continues`, 'warning'),
    announced: true,
  }),
  ResumeRequested: () => ({ ...session('resumed', 'warning'), announced: true }),
  WaitStarted: (wait, clean, meta) => ({
    ...session(
      `${clean(agentLabel(wait.agent))} waits ${waitLength(wait, meta.time)}: ${FAILURE_CAUSE[wait.cause].wording} ` +
        `(${clean(wait.reason)}); \`iteratr resume ${nameFlag(meta.session)}\` continues immediately`,
      'warning',
    ),
    announced: true,
  }),
  WaitEnded: () => session('the wait is over'),
  AgentSwitched: ({ from, to, reason, until }, clean, { time }) => ({
    ...session(
      `${agentName(to, clean)} continues instead of ${agentName(from, clean)}: ${clean(reason)}${
        until === null
          ? ''
          : `; ${clean(agentLabel(from.agent))} is tried again at ${localTime(new Date(until), new Date(time))}`
      }`,
      'warning',
    ),
    announced: true,
  }),
  HookRan: (hook, clean) => ({
    kind: 'hook',
    level: hook.error === '' ? 'info' : 'warning',
    text: hookText(hook, clean),
  }),

  TaskAdded: ({ id, priority, content, status }, clean) => {
    const remark = status === 'remaining' ? '' : ` (${status})`;
    return task(`${id} [P${priority}] ${clean(content)}${remark}`, 'added');
  },
  TaskStatusChanged: ({ id, to }) => ({
    ...task(`${id} ${to}`, to),
    level: to === 'completed' ? 'success' : 'change',
  }),
  TaskPriorityChanged: ({ id, from, to }) => task(`${id} priority ${from} → ${to}`, 'changed'),
  TaskContentChanged: ({ id, to }, clean) => task(`${id} is now: ${clean(to)}`, 'changed'),
  TaskFilesChanged: ({ id, to }, clean) =>
    task(to.length === 0 ? `${id} names no files` : `${id} touches ${clean(fileNames(to))}`, 'changed'),
  TaskDependencyAdded: ({ id, dependsOn }) => task(`${id} depends on ${dependsOn}`, 'changed'),
  TaskDependencyRemoved: ({ id, dependsOn }) => task(`${id} no longer depends on ${dependsOn}`, 'changed'),
  TaskReleased: ({ id, reason }, clean) => ({
    ...task(`${id} back to remaining: ${clean(reason)}`, 'remaining'),
    level: 'warning',
  }),
  TaskBlocked: ({ id, reason }, clean) => ({
    ...task(`${id} blocked: ${clean(reason)}`, 'blocked'),
    level: 'warning',
    announced: true,
  }),

  NoteAdded: ({ id, type, content }, clean) => note(`note ${id} [${type}] ${clean(content)}`),
  NoteContentChanged: ({ id, to }, clean) => note(`note ${id} is now: ${clean(to)}`),

  IterationStarted: ({ number, model, planning }, clean) =>
    iteration(`iteration ${number} ${planning ? 'plans' : 'started'} with ${clean(model)}`, 'info'),
  IterationEnded: ({ number, outcome, reason, cause, filesChanged, filesLeftOut = 0, usage }, clean) => {
    const isPlain = cause === undefined || FAILURE_CAUSE[cause].effect === 'retry';
    const why = isPlain ? '' : ` (${FAILURE_CAUSE[cause].wording})`;
    const how =
      outcome === 'finished' && reason === 'end_turn' ? outcome : `${outcome}${why}: ${clean(reason)}`;
    const count = filesChanged.length + filesLeftOut;
    const files = count > 0 ? plural(count, 'file') : '';
    const parts = [`iteration ${number} ${how}`, files, formatTokens(usage), clean(formatCost(usage))];
    return iteration(parts.filter(Boolean).join(' · '), outcome === 'finished' ? 'detail' : 'warning');
  },
  IterationSummaryRecorded: ({ summary }, clean) => iteration(`summary: ${clean(summary)}`, 'info'),
  UsageRecorded: ({ shares }, clean) => {
    const usage = totalUsage(shares);
    return session(
      `also used ${[formatTokens(usage), clean(formatCost(usage))].filter(Boolean).join(' · ')}`,
      'detail',
    );
  },
  CheckRan: ({ command, outcome, phase, exitCode, durationMs, tests }, clean) => {
    const code = outcome === 'red' && exitCode !== null ? ` (exit code ${exitCode})` : '';
    const counts = tests && ` · ${tests.passed} passed, ${tests.failed} failed, ${tests.skipped} skipped`;
    const when = phase === 'baseline' ? 'before the work, ' : '';
    return {
      kind: 'hook',
      level: outcome === 'green' ? 'success' : 'warning',
      text: `check: ${when}${clean(command)} ${CHECK_OUTCOME_WORDING[outcome]}${code}${counts ?? ''}, ${formatDuration(durationMs)}`,
      announced: true,
    };
  },
  TaskVerified: ({ id }) => ({ ...task(`${id} verified`, 'completed'), level: 'success' }),
  TaskLeftUnverified: ({ id, reason }, clean) => ({
    ...task(`${id} is not verified: ${clean(reason)}`, 'completed'),
    level: 'warning',
  }),
  WorkerJoined: ({ worker, host }, clean) => session(`${worker} joined on ${clean(host)}`),
  WorkerLeft: ({ worker, reason }, clean) => session(`${worker} left: ${clean(reason)}`),
  WorkerLost: ({ worker, reason }, clean) => ({
    ...session(`${worker} was lost: ${clean(reason)}`, 'warning'),
    announced: true,
  }),
  TaskClaimed: ({ id, worker }) => task(`${id} claimed by ${worker}`, 'in_progress'),
  ClosingClaimed: ({ worker }) => session(`${worker} works without a task`, 'detail'),
  ClaimsReleased: ({ worker, ids }) => ({
    ...session(ids.length === 0 ? `${worker} is free` : `${worker} gives ${listed(ids)} back`, 'detail'),
  }),
  TaskMerged: ({ id, commit }, clean) => ({
    ...task(`${id} merged as ${clean(commit).slice(0, 8)}`, 'completed'),
    level: 'success',
  }),
  MergeConflicted: ({ ids, files, filesLeftOut = 0 }, clean) => ({
    ...session(
      `merging ${ids.length === 0 ? 'the work' : listed(ids)} conflicts in ${listed(files.map(clean))}${filesLeftOut > 0 ? ` and ${filesLeftOut} more` : ''}`,
      'warning',
    ),
    announced: true,
  }),
  BranchStarted: ({ branch, from }, clean) =>
    session(`work is merged on ${clean(branch)}${from === null ? '' : `, which starts from ${clean(from)}`}`),
  TaskReturned: ({ id, by, reason }, clean) => ({
    ...task(
      by === 'reviewer'
        ? `review: ${id} returned: ${clean(reason)}`
        : `${id} returned by the ${by}: ${clean(reason)}`,
      'remaining',
    ),
    level: 'warning',
    announced: true,
  }),
  TaskDoubted: ({ id, reason }, clean) => ({
    ...task(`${id} is doubtful: ${clean(reason)}`, 'completed'),
    level: 'warning',
    announced: true,
  }),
  TaskAccepted: ({ id }) => ({ ...task(`${id} accepted`, 'completed'), level: 'success' }),
  ProtectedFilesChanged: ({ changes, leftOut = 0 }, clean) => ({
    ...session(
      changes.length === 0
        ? 'protected files are as accepted again'
        : `protected: ${protectedChanges(changes, leftOut, clean)}`,
      changes.length === 0 ? 'success' : 'warning',
    ),
    announced: true,
  }),
  ProtectedFilesAccepted: ({ files }) =>
    session(`${plural(files.length, 'protected file')} accepted`, 'detail'),
  ReviewStarted: ({ ids, ...use }, clean) => ({
    ...task(`review: ${listed(ids)} by ${agentName(use, clean)}`, 'changed'),
    level: 'info',
    announced: true,
  }),
  TaskReviewed: ({ id, verdict, reason }, clean) => ({
    ...task(
      `review: ${id} ${verdict === 'accepted' ? 'accepted' : 'is doubtful, it would be returned again'}${
        reason === '' ? '' : `: ${clean(reason)}`
      }`,
      'completed',
    ),
    level: verdict === 'accepted' ? 'success' : 'warning',
    announced: true,
  }),
  ReviewMissed: ({ id, reason }, clean) => ({
    ...task(`review: ${id} was not reviewed: ${clean(reason)}`, 'changed'),
    level: 'warning',
    announced: true,
  }),
  ReviewEnded: () => session('review: ended', 'detail'),
  EvidenceRecorded: ({ tasks, commits, files, filesLeftOut, commands, commandsLeftOut, edits }) => {
    const counts = [
      plural(commits.length, 'commit'),
      plural(files.length + filesLeftOut, 'file'),
      plural(commands.length + commandsLeftOut, 'command'),
      plural(edits, 'reported edit'),
    ];
    return iteration(`evidence for ${listed(tasks)}: ${counts.join(', ')}`, 'detail');
  },
  CompletionRequested: () => session('the agent says that the spec is done; iteratr checks it'),
  CompletionRefused: ({ reason }, clean) => ({
    ...session(`not complete: ${clean(reason)}`, 'warning'),
    announced: true,
  }),
  IterationCommitted: ({ commit, files, filesLeftOut = 0 }) =>
    iteration(`commit ${commit.slice(0, 10)}: ${plural(files.length + filesLeftOut, 'file')}`, 'detail'),

  QuestionAsked: ({ id, question, choices, assumption, task: asked }, clean, meta) => {
    const about = asked === null ? '' : ` about ${asked}`;
    const options = choices.map((choice, index) => ` (${index + 1}) ${clean(choice)}`).join('');
    const otherwise = assumption === null ? '' : ` [assumes: ${clean(assumption)}]`;
    return {
      kind: 'question',
      level: 'warning',
      text:
        `question ${id}${about}: ${clean(question)}${options}${otherwise}; ` +
        `\`${answerCommand(id, meta.session)}\` answers it`,
      announced: true,
    };
  },
  QuestionAnswered: ({ id, answer, by }, clean) => ({
    kind: 'question',
    level: by === 'user' ? 'change' : 'warning',
    text:
      by === 'user'
        ? `${id} answered by the user: ${clean(answer)}`
        : `${id} was not answered in time; the agent's assumption holds: ${clean(answer)}`,
    announced: true,
  }),
  QuestionClosed: ({ id }) => ({
    kind: 'question',
    level: 'warning',
    text: `${id} was not answered in time, and the agent continues without`,
    announced: true,
  }),
  AnswerAwaited: ({ ids, until }, _, { time, session: name }) => ({
    ...session(
      `nothing else to do: waiting${until === null ? '' : ` ${waitLength({ until }, time)}`} for the answer to ` +
        `${listed(ids)}; \`${answerCommand(ids[0] ?? '', name)}\` answers`,
      'warning',
    ),
    announced: true,
  }),
  AnswerWaitEnded: () => session('no longer waiting for an answer'),

  RequirementsFound: ({ requirements, leftOut = 0 }) => {
    const count = plural(requirements.length + leftOut, 'requirement');
    const more = leftOut === 0 ? '' : `; only the first ${requirements.length} are recorded`;
    return session(`${count} found in the spec${more}`, leftOut === 0 ? 'info' : 'warning');
  },
  RequirementsCovered: ({ task: id, requirements }) =>
    task(`${id} covers ${listed(requirements)}`, 'changed'),
  PlanMade: () => ({ ...session('the plan is made', 'success'), announced: true }),
  PlanReviewStarted: () => ({ ...session('the plan waits for your review', 'warning'), announced: true }),
  PlanApproved: () => ({ ...session('the plan is approved', 'success'), announced: true }),

  UserMessageSent: ({ id, text }, clean, { actor }) => ({
    kind: 'message',
    level: 'info',
    text: `message ${id} from the ${actor}: ${clean(text)}`,
  }),
  UserMessagesDelivered: ({ ids }) => ({
    kind: 'message',
    level: 'detail',
    text: `delivered ${listed(ids)}`,
  }),

  Unknown: ({ type, version, data }, clean) =>
    session(`${clean(type)} (version ${version}, unknown) ${clean(JSON.stringify(data) ?? '')}`),
};

/** Words an event. The medium cleans texts of agents, users and files with `clean`. */
export function eventWording({ event, meta }: RecordedEvent, clean: Clean): EventWording {
  const wording = WORDINGS[event.type] as (data: unknown, clean: Clean, meta: unknown) => EventWording;
  return wording(event.data, clean, meta);
}

type EndedHook = Pick<HookRun, 'command' | 'error' | 'durationMs'> & { readonly point: string };

/** Words a hook that has ended, whether recorded yet or not. */
export function hookText({ point, command, error, durationMs }: EndedHook, clean: Clean): string {
  const how = error === '' ? 'done' : clean(error);
  return `${clean(point)}: $ ${clean(command)} (${how}, ${formatDuration(durationMs)})`;
}

/** Returns the text of a wording, preceded by its symbol. */
export function markedText({ mark, text }: EventWording): string {
  if (mark === undefined) return text;
  if (mark === 'added') return `+ ${text}`;
  if (mark === 'changed') return `● ${text}`;
  return `${TASK_STATUS_WORDING[mark].symbol} ${text}`;
}

/** The end of a shorter wait is of no use. */
const SHORT_WAIT_MS = 30_000;

function waitLength({ until }: Pick<Wait, 'until'>, time: string): string {
  const [start, end] = [new Date(time), new Date(until)];
  const ms = end.getTime() - start.getTime();
  return ms < SHORT_WAIT_MS ? formatDuration(ms) : `${formatDuration(ms)} until ${localTime(end, start)}`;
}

function agentName({ agent, model }: AgentUse, clean: Clean): string {
  return clean(model === '' ? agentLabel(agent) : `${agentLabel(agent)}:${model}`);
}

/** Counts the lines of a unified diff: `3 lines added, 1 removed`. */
function lineCounts(diff: string): string {
  const lines = diff.split('\n').slice(2);
  const added = lines.filter((line) => line.startsWith('+')).length;
  const removed = lines.filter((line) => line.startsWith('-')).length;
  return `${plural(added, 'line')} added, ${removed} removed`;
}

function protectedChanges(
  changes: readonly ShownChange[],
  leftOut: number,
  clean: (text: string) => string,
): string {
  const names = changes.map(({ path, kind }) => `${clean(path)} ${kind}`);
  const more = leftOut > 0 ? ` and ${leftOut} more` : '';
  return `${listed(names, 10)}${more}`;
}

function session(text: string, level: EventWording['level'] = 'info'): EventWording {
  return { kind: 'session', level, text };
}

function task(text: string, mark: EventWording['mark'] & string): EventWording {
  return { kind: 'task', level: 'change', text, mark };
}

function note(text: string): EventWording {
  return { kind: 'note', level: 'info', text };
}

function iteration(text: string, level: EventWording['level']): EventWording {
  return { kind: 'iteration', level, text };
}
