// Reads what agents report of a call beyond the protocol: exit codes, subagents, to-do lists and new files.
import type { AgentDiff, AgentPlanEntry } from '../../../application/ports/agent.port.ts';
import { fieldsOf, numberOf } from '../fields.ts';

/** How to read one agent's raw output. Each function returns null for output it does not know. */
export interface AgentDialect {
  /** The exit code of a command. */
  readonly exitCodeOf?: (rawOutput: unknown) => number | null;
  /** The exit code that the agent writes into the text of a command's result. */
  readonly exitCodeIn?: (text: string) => number | null;
  /** For a call that starts a subagent: the agent's id of the session in which the subagent works. */
  readonly subagentOf?: (rawOutput: unknown) => string | null;
  /** The to-do list that a call has set. */
  readonly planOf?: (rawOutput: unknown) => readonly AgentPlanEntry[] | null;
  /** The file that a call has created, if the call's content shows no diff of it. */
  readonly createdFileOf?: (input: unknown, rawOutput: unknown) => AgentDiff | null;
  /** The text of a result without what only a model needs. */
  readonly plainOutput?: (text: string) => string | null;
}

/** Reads the most common form, an exit code at the top level of the raw output; no profile has to repeat it. */
const COMMON: AgentDialect = {
  exitCodeOf: (rawOutput) => {
    const output = fieldsOf(rawOutput);
    return numberOf(output.exitCode) ?? numberOf(output.exit_code);
  },
};

/** Combines dialects, with the common one last: each function returns the first result that is not null. */
export function combineDialects(dialects: readonly AgentDialect[]): Required<AgentDialect> {
  const all = [...dialects, COMMON];
  return {
    exitCodeOf: (rawOutput) => firstOf(all, (dialect) => dialect.exitCodeOf?.(rawOutput)),
    exitCodeIn: (text) => firstOf(all, (dialect) => dialect.exitCodeIn?.(text)),
    subagentOf: (rawOutput) => firstOf(all, (dialect) => dialect.subagentOf?.(rawOutput)),
    planOf: (rawOutput) => firstOf(all, (dialect) => dialect.planOf?.(rawOutput)),
    createdFileOf: (input, rawOutput) => firstOf(all, (dialect) => dialect.createdFileOf?.(input, rawOutput)),
    plainOutput: (text) => firstOf(all, (dialect) => dialect.plainOutput?.(text)),
  };
}

function firstOf<Value>(
  dialects: readonly AgentDialect[],
  ask: (dialect: AgentDialect) => Value | null | undefined,
): Value | null {
  for (const dialect of dialects) {
    const answer = ask(dialect) ?? null;
    if (answer !== null) return answer;
  }
  return null;
}

/** Returns a dialect that reads the exit code from the first group of the pattern. */
export function exitCodeMatching(pattern: RegExp): Pick<AgentDialect, 'exitCodeIn'> {
  return {
    exitCodeIn: (text) => {
      const code = pattern.exec(text)?.[1];
      return code === undefined ? null : Number(code);
    },
  };
}
