// Reads the options of an ACP config option, which come flat or in groups.
// https://agentclientprotocol.com/protocol/session-config-options
import { fieldsOf, listOf, textOf } from './fields.ts';

export interface SelectOption {
  readonly id: string;
  /** The name to display; the id if the agent gives none. */
  readonly name: string;
}

export function flatOptions(options: unknown): readonly SelectOption[] {
  return listOf(options).flatMap((each) => {
    const option = fieldsOf(each);
    if (Array.isArray(option.options)) return flatOptions(option.options);
    const id = textOf(option.value);
    return id === null ? [] : { id, name: textOf(option.name) ?? id };
  });
}
