// Scripts a model for any of the agents: it calls iteratr's tools under the names that the agent gives them.
import type { Conversation } from '../support/model-server/conversation.ts';
import { type Reply, type Script, say, type ToolUse, tool } from '../support/model-server/script.ts';
import type { TriedAgent } from './agents.ts';

/** A call of a tool of the agent, or of iteratr. */
export type Step = ToolUse | { readonly iteratr: string; readonly args?: ToolUse['args'] };

/** Makes the calls in order after each prompt, one with each answer, and then ends the turn with `end`. */
export function work(
  { search }: Pick<TriedAgent, 'search'>,
  steps: readonly Step[],
  end: Reply = say('Done.'),
): Script {
  return (conversation) => {
    const searches = search?.().name;
    const made = conversation.results.filter(({ tool: name }) => name !== searches);
    const step = steps[made.length];
    if (!step) return end;
    if (!('iteratr' in step)) return tool(step.name, step.args);
    const name = nameOf(step.iteratr, conversation);
    if (name !== undefined) return tool(name, step.args);
    const searched =
      conversation.results.length > made.length && conversation.results.at(-1)?.tool === searches;
    if (search && !searched) return call(search());
    throw new Error(`the agent does not offer ${step.iteratr}, only ${conversation.tools.join(', ')}`);
  };
}

function call({ name, args }: ToolUse): Reply {
  return tool(name, args);
}

/** Returns the agent's name for a tool of iteratr, such as `mcp__iteratr__task_add`; undefined if the model may not call it. */
function nameOf(name: string, { tools }: Conversation): string | undefined {
  return tools.find(
    (offered) => offered.includes('iteratr') && offered.replaceAll(/[_:]/g, '-').endsWith(`-${name}`),
  );
}
