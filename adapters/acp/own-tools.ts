// Recognises permission requests for iteratr's own tools, which an interview needs although it allows nothing else.
import { type Fields, fieldsOf, listOf, textOf } from './fields.ts';

/**
 * Returns whether a request is for one of the tools `names` of the MCP server `iteratr`: `toolCall` and `options` are those of the
 * request. A call of any other kind is not, whatever it is called: a model chooses the words of a command.
 */
export function isOwnTool(names: readonly string[], toolCall: Fields, options: unknown): boolean {
  if (toolCall.kind !== undefined && toolCall.kind !== 'other') return false;
  const title = textOf(toolCall.title) ?? '';
  const offered = listOf(options).flatMap((option) => textOf(fieldsOf(option).name) ?? []);
  return names.some(
    (name) => titlesOf(name).includes(title) || offered.some((text) => text.endsWith(`: ${name}`)),
  );
}

/** The titles that agents give to a call of the tool. */
function titlesOf(name: string): readonly string[] {
  return [name, `iteratr_${name}`, `mcp__iteratr__${name}`, `${name} (iteratr MCP Server)`];
}
