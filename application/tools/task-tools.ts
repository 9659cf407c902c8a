// The agent's tools for tasks.
import { listed } from '../../domain/listed.ts';
import { isJudged, isReviewed, type ProofState, proofOfTask } from '../../domain/proof/proof.state.ts';
import type { Proof } from '../../domain/proof/proof.ts';
import type { Actor } from '../../domain/session/session.events.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import { nextTask } from '../../domain/task/dependency-graph.ts';
import { type NewTask, requireTask } from '../../domain/task/task.decider.ts';
import { findTask } from '../../domain/task/task.state.ts';
import {
  DEFAULT_PRIORITY,
  isOpen,
  PRIORITY_RANGE,
  parseTaskId,
  parseTaskPriority,
  parseTaskStatus,
  TASK_PRIORITIES,
  TASK_STATUSES,
  type Task,
  type TaskId,
} from '../../domain/task/task.ts';
import { nextClaimable } from '../../domain/worker/claims.ts';
import { claimedBy } from '../../domain/worker/worker.state.ts';
import type { WorkerName } from '../../domain/worker/worker.ts';
import { InputError } from '../errors.ts';
import { describeStandstill, describeTask, describeTasks } from '../session/describe-session.ts';
import { FILES, fileList } from './files-input.ts';
import { COVERS, coverData, requirementIds } from './requirement-input.ts';
import type { Tool, ToolInput, ToolParameter, ToolResult, ToolSession } from './tool.ts';
import { checkInput, objectList, optionalText, requiredText, textList } from './tool-input.ts';

const CONTENT: ToolParameter = {
  name: 'content',
  description: 'what to do, as one small step whose result can be checked',
  required: true,
  kind: 'text',
  long: true,
};
const STATUS: ToolParameter = {
  name: 'status',
  description: `one of ${TASK_STATUSES.join(', ')}`,
  required: false,
  kind: 'text',
  values: TASK_STATUSES,
};
const PRIORITY: ToolParameter = {
  name: 'priority',
  description: `${PRIORITY_RANGE}, default ${DEFAULT_PRIORITY}`,
  required: false,
  kind: 'integer',
  values: TASK_PRIORITIES,
};
const DEPENDS_ON: ToolParameter = {
  name: 'depends_on',
  description: 'ids of the tasks that must be done first, such as TAS-1,TAS-2',
  required: false,
  kind: 'list',
};
const ID: ToolParameter = {
  name: 'id',
  description: 'the id of the task, such as TAS-3',
  required: true,
  kind: 'text',
};

const taskAdd: Tool = {
  name: 'task-add',
  description: 'Add one task. Duplicate content is refused; the error names the existing task.',
  parameters: [CONTENT, { ...STATUS, required: false }, PRIORITY, DEPENDS_ON, COVERS, FILES],
  example: '--content "Write the login endpoint" --priority 3',
  opensSession: true,
  execute: (input, session, actor) => addTasks([newTask(input)], session, actor),
};

const EXPECTED_TASKS =
  'an array of tasks such as [{"content": "Write the tests", "priority": 3, "depends_on": ["TAS-1"]}]';

const taskBatchAdd: Tool = {
  name: 'task-batch-add',
  description:
    'Add several tasks, all or none. Ids are assigned in order, so a task can depend on an earlier one in the list.',
  parameters: [
    {
      name: 'tasks',
      description: EXPECTED_TASKS,
      required: true,
      kind: 'json',
      long: true,
      items: {
        type: 'object',
        properties: {
          content: { type: 'string', description: CONTENT.description },
          status: { type: 'string', enum: TASK_STATUSES },
          priority: {
            type: 'integer',
            minimum: Math.min(...TASK_PRIORITIES),
            maximum: Math.max(...TASK_PRIORITIES),
            description: PRIORITY.description,
          },
          depends_on: { type: 'array', items: { type: 'string' }, description: DEPENDS_ON.description },
          covers: { type: 'array', items: { type: 'string' }, description: COVERS.description },
          files: { type: 'array', items: { type: 'string' }, description: FILES.description },
        },
        required: ['content'],
        additionalProperties: false,
      },
    },
  ],
  example: `--tasks '[{"content": "Create the model"}, {"content": "Test it", "depends_on": ["TAS-1"]}]'`,
  opensSession: true,
  execute: (input, session, actor) => {
    const items = objectList(input, 'tasks', EXPECTED_TASKS);
    const tasks = items.map((item, index) => {
      try {
        checkInput({ ...taskAdd, name: 'a task' }, item);
        return newTask(item);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        const { problem, remedy } = error;
        throw new InputError(
          `item ${index + 1} of "tasks": ${problem}`,
          remedy === undefined ? {} : { remedy },
        );
      }
    });
    return addTasks(tasks, session, actor);
  },
};

const taskStatus: Tool = {
  name: 'task-status',
  description:
    'Set the status of a task: in_progress before you work on it, completed after you have checked it.',
  parameters: [ID, { ...STATUS, required: true }],
  example: '--id TAS-3 --status in_progress',
  async execute(input, session, actor) {
    const id = parseTaskId(requiredText(input, 'id'));
    const status = parseTaskStatus(requiredText(input, 'status'));
    const { events } = await session.execute({ type: 'ChangeTaskStatus', id, status }, actor);
    const [event] = events;
    if (event?.type !== 'TaskStatusChanged')
      return { text: `${id} is already ${status}`, data: { id, status } };
    return { text: `${id} ${event.data.from} → ${status}`, data: { id, status, previous: event.data.from } };
  },
};

const taskPriority: Tool = {
  name: 'task-priority',
  description: `Set the priority of a task, ${PRIORITY_RANGE}.`,
  parameters: [ID, { ...PRIORITY, description: PRIORITY_RANGE, required: true }],
  example: '--id TAS-3 --priority 4',
  async execute(input, session, actor) {
    const id = parseTaskId(requiredText(input, 'id'));
    const priority = parseTaskPriority(input.priority);
    const { events } = await session.execute({ type: 'ChangeTaskPriority', id, priority }, actor);
    const [event] = events;
    if (event?.type !== 'TaskPriorityChanged') {
      return { text: `${id} already has priority ${priority}`, data: { id, priority } };
    }
    const { from } = event.data;
    return { text: `${id} priority ${from} → ${priority}`, data: { id, priority, previous: from } };
  },
};

const taskUpdate: Tool = {
  name: 'task-update',
  description:
    'Change what a task says or which files it will touch, or add requirements that it fulfils. Content that another task has is refused; the error names that task.',
  parameters: [
    ID,
    { ...CONTENT, description: 'the new content, instead of the old one', required: false },
    COVERS,
    { ...FILES, description: `${FILES.description}, instead of those before; empty for none` },
  ],
  example: '--id TAS-3 --content "Write the login endpoint and its tests"',
  async execute(input, session, actor) {
    const id = parseTaskId(requiredText(input, 'id'));
    const content = optionalText(input, 'content');
    const requirements = requirementIds(input);
    const files = fileList(input);
    if (content === undefined && requirements.length === 0 && files === undefined) {
      throw new InputError('task-update needs "content", "covers" or "files"', {
        remedy: 'say what to change',
      });
    }
    const answers: string[] = [];
    const changes: boolean[] = [];
    if (requirements.length > 0) {
      await session.execute({ type: 'CoverRequirements', task: id, requirements }, actor);
      answers.push(`${id} covers ${listed(requirements)}`);
    }
    if (files !== undefined) {
      const { events } = await session.execute({ type: 'ChangeTaskFiles', id, files }, actor);
      answers.push(events.length > 0 ? `${id} has new files` : `${id} already has these files`);
      changes.push(events.length > 0);
    }
    if (content !== undefined) {
      const { events } = await session.execute({ type: 'ChangeTaskContent', id, content }, actor);
      answers.push(events.length > 0 ? `${id} has new content` : `${id} already has this content`);
      changes.push(events.length > 0);
    }
    return {
      text: answers.join('; '),
      data: { id, ...(changes.length > 0 && { changed: changes.includes(true) }) },
    };
  },
};

const taskDepends: Tool = {
  name: 'task-depends',
  description: 'Make a task depend on others: it is not ready until they are completed or cancelled.',
  parameters: [ID, { ...DEPENDS_ON, required: true }],
  example: '--id TAS-3 --depends-on TAS-1,TAS-2',
  async execute(input, session, actor) {
    const id = parseTaskId(requiredText(input, 'id'));
    const dependsOn = taskIds(input);
    if (dependsOn.length === 0) {
      throw new InputError('"depends_on" is empty', { remedy: 'name at least one task' });
    }
    const { state } = await session.execute({ type: 'AddTaskDependencies', id, dependsOn }, actor);
    const task = requireTask(state.tasks, id);
    return {
      text: `${id} depends on ${listed(task.dependsOn)}`,
      data: { id, depends_on: task.dependsOn },
    };
  },
};

const taskList: Tool = {
  name: 'task-list',
  onlyReads: true,
  description: 'List all tasks grouped by status, with priority and dependencies.',
  parameters: [STATUS],
  example: '--status remaining',
  async execute(input, session) {
    const given = optionalText(input, 'status');
    const only = given === undefined ? undefined : parseTaskStatus(given);
    const { tasks, proof, questions, stall, plan } = await session.refresh();
    const shown = [...tasks.tasks.values()].filter((task) => only === undefined || task.status === only);
    const text = describeTasks(tasks, { only, proof, questions, stall, plan });
    return {
      text,
      data: shown.map((task) => ({ ...taskData(task), ...coverData(task, plan), ...proofData(task, proof) })),
    };
  },
};

const taskNext: Tool = {
  name: 'task-next',
  onlyReads: true,
  description:
    'Show the task to work on next: the ready task with the highest priority, the oldest among equals.',
  parameters: [],
  example: '',
  async execute(_input, session) {
    const state = await session.refresh();
    const { tasks, questions, plan } = state;
    const task = nextFor(state, session.worker);
    if (!task) return { text: `no task is ready: ${describeStandstill(state)}`, data: null };
    return {
      text: describeTask(task, tasks, { questions, plan }),
      data: { ...taskData(task), ...coverData(task, plan) },
    };
  },
};

/** Returns the next task: that of the worker, else one that no worker has; undefined for none. */
function nextFor(state: SessionState, worker: WorkerName | undefined): Task | undefined {
  if (state.workers.length === 0) return nextTask(state.tasks);
  const own = worker === undefined ? [] : claimedBy(state, worker);
  const open = own.map((id) => findTask(state.tasks, id)).find((task) => task !== undefined && isOpen(task));
  return open ?? nextClaimable(state);
}

export const TASK_TOOLS: readonly Tool[] = [
  taskAdd,
  taskBatchAdd,
  taskStatus,
  taskPriority,
  taskUpdate,
  taskDepends,
  taskList,
  taskNext,
];

async function addTasks(tasks: readonly NewTask[], session: ToolSession, actor: Actor): Promise<ToolResult> {
  const { events } = await session.execute({ type: 'AddTasks', tasks }, actor);
  const added = events.flatMap((event) => (event.type === 'TaskAdded' ? [event.data] : []));
  const lines = added.map(({ id, status, priority }) => `${id} [P${priority}] ${status}`);
  const data = added.map(({ id, status, priority, dependsOn }) => {
    return { id, status, priority, depends_on: dependsOn };
  });
  return { text: lines.join('\n'), data };
}

function newTask(input: ToolInput): NewTask {
  const status = optionalText(input, 'status');
  const priority = input.priority;
  return {
    content: requiredText(input, 'content'),
    dependsOn: taskIds(input),
    covers: requirementIds(input),
    files: fileList(input) ?? [],
    ...(status !== undefined && { status: parseTaskStatus(status) }),
    ...(priority !== undefined && priority !== null && { priority: parseTaskPriority(priority) }),
  };
}

function taskIds(input: ToolInput): TaskId[] {
  return textList(input, 'depends_on').map(parseTaskId);
}

/** Returns the proof of a completed task, nothing if nothing was judged. */
function proofData(
  { id, status }: Task,
  proof: ProofState,
): { readonly proof?: Proof; readonly reviewed?: true } {
  if (status !== 'completed' || !isJudged(proof)) return {};
  return { proof: proofOfTask(proof, id), ...(isReviewed(proof, id) && { reviewed: true }) };
}

function taskData({ id, content, status, priority, dependsOn, files }: Task) {
  return { id, content, status, priority, depends_on: dependsOn, ...(files.length > 0 && { files }) };
}
