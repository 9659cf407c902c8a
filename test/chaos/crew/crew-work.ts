// What the workers of a chaos run have to do: tasks that depend on each other and change the same files, a check, and an agent that resolves conflicts.
import { mcp } from '../../support/scenarios.ts';
import type { Scenario } from '../../support/scripted-agent/scenario.ts';
import type { Chance } from '../chance.ts';

/** Number of groups of tasks: the tasks of a group change the same two files. */
const GROUPS = 4;
/** Number of tasks in a row that are of one group, so that they are done at the same time. */
const NEIGHBOURS = 3;
/** The distance of a task to the ones that it may depend on, so that several are ready at a time. */
const REACH = 25;

const MARKERS = '^(<{7}|[|]{7}|={7}|>{7})';

/** Is red for conflict markers, and for a list or a count that does not fit the files of its group. */
export const CHECK = `#!/bin/sh
[ -d work ] || exit 0
if grep -rqE '${MARKERS}' work shared; then echo 'there are conflict markers'; exit 1; fi
for dir in work/*/; do
  group=$(basename "$dir")
  [ "$(ls work/$group | wc -l)" -eq "$(cat shared/$group.count)" ] || { echo "the count of group $group is wrong"; exit 1; }
  [ "$(ls work/$group | sort)" = "$(sort shared/$group.list)" ] || { echo "the list of group $group is wrong"; exit 1; }
done
`;

/** Keeps both sides of a list, and counts again. */
const RESOLVE = `for list in shared/*.list; do sed -i -E '/${MARKERS}/d' "$list"; group=$(basename "$list" .list); ls work/$group | wc -l > shared/$group.count; done`;

const WORK = [
  'task={{task}}; number=$(echo $task | tr -dc 0-9)',
  `group=$(( number / ${NEIGHBOURS} % ${GROUPS} )); mkdir -p work/$group shared; echo $task > work/$group/$task`,
  'grep -qsx $task shared/$group.list || echo $task >> shared/$group.list',
  'ls work/$group | wc -l > shared/$group.count',
].join('; ');

/** The file that a task makes, relative to the top of the work tree. */
export function fileOf(task: string): string {
  return `work/${groupOf(Number(task.slice('TAS-'.length)))}/${task}`;
}

function groupOf(number: number): number {
  return Math.floor(number / NEIGHBOURS) % GROUPS;
}

/** `directory`: absolute path for what the agents record, outside of the work trees. */
export function crewScenario(directory: string): Scenario {
  return {
    promptsFile: `${directory}/prompts`,
    answersFile: `${directory}/answers`,
    stateFile: `${directory}/turns`,
    reactions: [
      { when: 'The merge is under way|but together it is not accepted', steps: [{ shell: RESOLVE }] },
      {
        when: 'Your task is (?<task>TAS-\\d+)\\.',
        steps: [
          mcp('task-status', { id: '{{task}}', status: 'in_progress' }),
          { text: 'working on {{task}}\n' },
          // A shell that outlives its killed agent would write into the work of the next one.
          { shell: `sleep 0.$(( $$ % 9 )); ${WORK}` },
          mcp('note-add', { type: 'learning', content: 'learned in {{task}}' }),
          mcp('task-status', { id: '{{task}}', status: 'completed' }),
          mcp('iteration-summary', { summary: 'did {{task}}' }),
        ],
      },
      { when: 'No task is ready', steps: [mcp('session-complete')] },
    ],
    // Checks that are red, and whatever else is asked.
    fallback: { steps: [{ shell: `[ ! -d shared ] || { ${RESOLVE}; }` }] },
  };
}

export interface PlannedTask {
  readonly content: string;
  readonly depends_on: readonly string[];
  readonly files?: readonly string[];
}

/** Returns tasks for the tool task-batch-add, of which the first is TAS-1. */
export function plannedTasks(count: number, chance: Chance): readonly PlannedTask[] {
  return Array.from({ length: count }, (_, index) => {
    const number = index + 1;
    const dependencies = chance.happens(0.4) ? [chance.below(REACH), chance.below(REACH)] : [];
    const depends_on = [...new Set(dependencies.map((back) => number - 1 - back))]
      .filter((one) => one > 0)
      .map((one) => `TAS-${one}`);
    return {
      content: `do number ${number}`,
      depends_on,
      ...(chance.happens(0.3) && { files: [`shared/${groupOf(number)}.list`] }),
    };
  });
}
