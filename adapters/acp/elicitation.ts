// Answers a form that the agent wants the user to fill in, question by question.
// https://agentclientprotocol.com/protocol/elicitation
import type { TurnQuestion } from '../../application/ports/agent.port.ts';
import { type Fields, fieldsOf, textOf } from './fields.ts';

/** Resolves with undefined if nobody answers. */
export type Ask = (question: TurnQuestion) => Promise<string | undefined>;

interface Field {
  readonly name: string;
  readonly isRequired: boolean;
  readonly choices: readonly Choice[];
  readonly schema: Fields;
}

interface Choice {
  readonly value: unknown;
  readonly title: string;
}

type Value = string | number | boolean | readonly string[];

const DECLINED = { action: 'decline' } as const;
/** An answer that does not fit is asked for again this often. */
const TRIES = 3;

/** Returns the answer to the request: a form whose required fields all have answers is accepted, everything else declined. */
export async function answerForm(params: Fields, ask: Ask): Promise<Fields> {
  const schema = fieldsOf(params.requestedSchema);
  if (textOf(params.mode) !== 'form') return DECLINED;
  const content: Record<string, Value> = {};
  const message = textOf(params.message) ?? '';
  const fields = fieldsIn(schema);
  for (const field of fields) {
    const value = await answerTo(field, message, fields.length === 1, ask);
    if (value !== undefined) content[field.name] = value;
    else if (field.isRequired || fields.length === 1) return DECLINED;
  }
  return { action: 'accept', content };
}

function fieldsIn(schema: Fields): Field[] {
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(fieldsOf(schema.properties)).map(([name, property]) => {
    const field = fieldsOf(property);
    return { name, isRequired: required.includes(name), choices: choicesOf(field), schema: field };
  });
}

function choicesOf(schema: Fields): Choice[] {
  if (schema.type === 'boolean') return [YES, { value: false, title: 'no' }];
  const source = schema.type === 'array' ? fieldsOf(schema.items) : schema;
  if (Array.isArray(source.enum)) return source.enum.map((value) => ({ value, title: String(value) }));
  const options = [source.oneOf, source.anyOf].find((list) => Array.isArray(list)) ?? [];
  return options.map((option) => {
    const { const: value, title } = fieldsOf(option);
    return { value, title: textOf(title) ?? String(value) };
  });
}

const YES: Choice = { value: true, title: 'yes' };

async function answerTo(
  field: Field,
  message: string,
  isOnly: boolean,
  ask: Ask,
): Promise<Value | undefined> {
  const { schema, name } = field;
  const label = [textOf(schema.title) ?? (isOnly ? undefined : name), textOf(schema.description)];
  const text = [message, ...label].filter(Boolean).join('\n');
  let hint = schema.type === 'array' ? '\n(one or several, with commas)' : '';
  for (let tries = 0; tries < TRIES; tries++) {
    const question = `${text}${hint}`;
    const answer = await ask({ question, choices: field.choices.map(({ title }) => title) });
    if (answer === undefined) return undefined;
    const value = parsed(answer.trim(), field);
    if (value !== undefined) return value;
    hint = `\n(“${answer}” is not possible: ${expected(field)})`;
  }
  return undefined;
}

/** Returns the value that an answer means, undefined if it does not fit the field. */
function parsed(answer: string, { schema, choices }: Field): Value | undefined {
  const chosen = (text: string): unknown =>
    choices.find(({ title, value }) => title === text || String(value) === text)?.value;
  switch (schema.type) {
    case 'boolean':
      return chosen(answer.toLowerCase()) as boolean | undefined;
    case 'integer':
      return /^-?\d+$/.test(answer) ? Number(answer) : undefined;
    case 'number':
      return answer !== '' && Number.isFinite(Number(answer)) ? Number(answer) : undefined;
    case 'array': {
      const values = answer.split(',').map((text) => chosen(text.trim()));
      return values.every((value) => typeof value === 'string') ? (values as string[]) : undefined;
    }
    case 'string':
      return choices.length > 0 ? (chosen(answer) as string | undefined) : answer;
    default:
      return undefined;
  }
}

function expected({ schema, choices }: Field): string {
  if (choices.length > 0) return 'choose from the list';
  return schema.type === 'integer' ? 'a whole number is needed' : 'a number is needed';
}
