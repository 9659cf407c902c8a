// Words how to log in from the methods that an agent offers, for an error that wants a login.
// https://agentclientprotocol.com/protocol/authentication
import { basename } from 'node:path';
import { quote } from 'shlex';
import { type Fields, fieldsOf, listOf, textOf } from './fields.ts';

/** The command that starts the agent. */
type Command = readonly [program: string, ...args: string[]];

/**
 * Returns the commands that log in, each with the method's name, or what the agent says of its methods. `known` is what iteratr
 * knows of the agent's login; it is preferred to a description without a command.
 */
export function loginHint(authMethods: unknown, command: Command, known: string): string {
  const methods = listOf(authMethods).map(fieldsOf);
  const commands = methods.flatMap((method) => {
    const line = commandOf(method, command);
    return line === null ? [] : `${textOf(method.name) ?? 'log in'}: ${line}`;
  });
  if (commands.length > 0) return commands.join('; ');
  const said = methods
    .flatMap(({ description, name }) => textOf(description)?.trim() || textOf(name) || [])
    .join('; ');
  return said !== '' && (said.includes('`') || known === '') ? said : known;
}

/** Returns the shell command of a method that needs a terminal; null for another method. */
function commandOf(method: Fields, [program, ...args]: Command): string | null {
  // The older form has the whole command, in which some agents leave out what makes them speak ACP.
  const whole = fieldsOf(fieldsOf(method._meta)['terminal-auth']);
  const own = textOf(whole.command);
  if (own !== null) {
    const name = basename(own) === basename(program) ? program : own;
    return lineOf([name, ...wordsOf(whole.args)]);
  }
  return method.type === 'terminal' ? lineOf([program, ...args, ...wordsOf(method.args)]) : null;
}

function wordsOf(value: unknown): string[] {
  return listOf(value).flatMap((word) => textOf(word) ?? []);
}

function lineOf(words: readonly string[]): string {
  return words.map((word) => quote(word)).join(' ');
}
