// Lets the user review a plan: edit, order, cancel and add tasks, and start the work.
import type { Answer, Guide } from '../../../../../application/ports/guide.port.ts';
import type { Session } from '../../../../../application/session/session.ts';
import { plainLine } from '../../../../../application/wording/plain-text.ts';
import { AppError } from '../../../../../domain/errors.ts';
import { parseRequirementId, type Requirement } from '../../../../../domain/plan/plan.ts';
import type { SessionCommand } from '../../../../../domain/session/session.decider.ts';
import { findTask } from '../../../../../domain/task/task.state.ts';
import {
  isOpen,
  parseTaskId,
  TASK_PRIORITIES,
  type Task,
  type TaskId,
} from '../../../../../domain/task/task.ts';
import { openTasksInOrder } from '../../../../../domain/task/task-order.ts';
import { PLAN_ACTIONS, type PlanAction, type PlanCursor, planPage } from './plan.page.ts';

const TITLE = 'Review the plan';

/** What the user pressed a key on. */
interface Target {
  readonly action: PlanAction;
  readonly task: Task | undefined;
  readonly requirement: Requirement | undefined;
}

export class PlanReview {
  constructor(
    private readonly guide: Guide,
    private readonly session: Pick<Session, 'state' | 'refresh' | 'execute'>,
  ) {}

  /** Shows the plan until the user approves or leaves it. Throws if the store fails. */
  async run(): Promise<'approved' | 'left'> {
    let cursor: PlanCursor = { at: undefined };
    for (;;) {
      const answer = await this.guide.pick(planPage(await this.session.refresh(), cursor));
      if (answer.kind !== 'done') return 'left';
      const { action, value } = answer.value;
      const target = this.#targetOf(action, value);
      if (target?.action === 'approve') {
        if ([...this.session.state.tasks.tasks.values()].some(isOpen)) return 'approved';
        cursor = { at: value, error: 'there is no task to work on; add one with n' };
        continue;
      }
      try {
        const at = target && (await this.#carryOut(target));
        cursor = { at: at ?? value };
      } catch (error) {
        // A rule of the domain, or a task that somebody else changed.
        if (!(error instanceof AppError) || error.kind === 'failed') throw error;
        cursor = { at: value, error: error.message };
      }
    }
  }

  #targetOf(pressed: string, value: string | undefined): Target | undefined {
    const { tasks, plan } = this.session.state;
    const action = PLAN_ACTIONS.find((known) => known.value === pressed)?.value;
    if (action === undefined) return undefined;
    const isRequirement = value?.startsWith('REQ-') === true;
    const task = value === undefined || isRequirement ? undefined : findTask(tasks, parseTaskId(value));
    const id = isRequirement ? parseRequirementId(value) : undefined;
    return { action, task, requirement: plan.requirements.find((known) => known.id === id) };
  }

  /** Carries the action out. Returns the row for the cursor, undefined to leave it. */
  async #carryOut({ action, task, requirement }: Target): Promise<string | undefined> {
    if (action === 'add' || (requirement && action === 'edit')) return this.#add(requirement);
    if (!task) return undefined;
    if (action === 'edit') await this.#edit(task);
    if (action === 'depend') await this.#depend(task);
    if (action === 'files') await this.#files(task);
    if (action === 'cancel') await this.#toggle(task);
    if (action === 'raise' || action === 'lower') await this.#move(task, action === 'raise' ? 1 : -1);
    return undefined;
  }

  async #add(requirement: Requirement | undefined): Promise<string | undefined> {
    const text = requirement
      ? `It covers ${requirement.id}: ${plainLine(requirement.text, 200)}`
      : 'What is to be done, and how is it checked?';
    const content = await this.#write('Add a task', text, requirement?.text ?? '', writtenContent);
    if (content === undefined) return undefined;
    const covers = requirement ? [requirement.id] : [];
    const { events } = await this.#execute({ type: 'AddTasks', tasks: [{ content, covers }] });
    return events.flatMap((event) => (event.type === 'TaskAdded' ? [event.data.id] : []))[0];
  }

  async #edit({ id, content: before }: Task): Promise<void> {
    const text = 'What is to be done, and how is it checked?';
    const content = await this.#write(`Edit ${id}`, text, before, writtenContent);
    if (content !== undefined) await this.#execute({ type: 'ChangeTaskContent', id, content });
  }

  async #files({ id, files: before }: Task): Promise<void> {
    const text =
      'Which files will it touch? One path, directory or glob on each line; none if it is not known.';
    const written = await this.#write(`Files of ${id}`, text, before.join('\n'), () => undefined);
    if (written === undefined) return;
    const files = written.split('\n').flatMap((line) => line.trim() || []);
    await this.#execute({ type: 'ChangeTaskFiles', id, files });
  }

  async #write(
    title: string,
    text: string,
    value: string,
    check: (written: string) => string | undefined,
  ): Promise<string | undefined> {
    const answer = await this.guide.write({
      title,
      text,
      canGoBack: true,
      value,
      rows: 8,
      placeholder: 'Write …',
      check,
    });
    return entered(answer);
  }

  async #depend({ id, dependsOn }: Task): Promise<void> {
    const others = openTasksInOrder(this.session.state.tasks).filter((other) => other.id !== id);
    const answer = await this.guide.choose({
      title: TITLE,
      text: `Which tasks must be done before ${id}?`,
      canGoBack: true,
      options: others.map((other) => ({
        value: other.id,
        label: plainLine(`${other.id} ${other.content}`, 200),
      })),
      selected: dependsOn,
      several: true,
      filter: false,
    });
    const wanted = entered(answer)?.map(parseTaskId);
    if (!wanted) return;
    const isOffered = (other: TaskId): boolean => others.some((offered) => offered.id === other);
    const removed = dependsOn.filter((other) => isOffered(other) && !wanted.includes(other));
    const added = wanted.filter((other) => !dependsOn.includes(other));
    // The removed ones first: an added one may close a cycle with them.
    await this.#execute({ type: 'RemoveTaskDependencies', id, dependsOn: removed });
    await this.#execute({ type: 'AddTaskDependencies', id, dependsOn: added });
  }

  async #toggle({ id, status }: Task): Promise<void> {
    const next = status === 'cancelled' ? 'remaining' : 'cancelled';
    await this.#execute({ type: 'ChangeTaskStatus', id, status: next });
  }

  async #move({ id, priority: before }: Task, by: 1 | -1): Promise<void> {
    const priority = TASK_PRIORITIES.find((known) => known === before + by);
    if (priority !== undefined) await this.#execute({ type: 'ChangeTaskPriority', id, priority });
  }

  #execute(command: SessionCommand) {
    return this.session.execute(command, 'user');
  }
}

function writtenContent(written: string): string | undefined {
  return written.trim() === '' ? 'write what is to be done, or go back' : undefined;
}

/** Returns the value of an answer that the user has confirmed. */
function entered<Value>(answer: Answer<Value>): Value | undefined {
  return answer.kind === 'done' ? answer.value : undefined;
}
