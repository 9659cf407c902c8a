// Describes questions and their answers in words, for prompts, answers of the tools and commands.
import { openQuestions, type QuestionState, questionsAbout } from '../../domain/question/question.state.ts';
import type { Answer, Question } from '../../domain/question/question.ts';
import type { Task } from '../../domain/task/task.ts';

/** Maximum number of questions without a task in a prompt, the latest ones. */
const SHOWN = 20;

/** Describes a question: `QUE-2 (TAS-3) Which port? (1) 8080 (2) 9090 → answer of the user: 9090`. */
export function describeQuestion(asked: Question): string {
  const { id, task, question, choices, assumption, answer, isClosed } = asked;
  const about = task === null ? '' : ` (${task})`;
  const options = choices.map((choice, index) => ` (${index + 1}) ${choice}`).join('');
  const otherwise = assumption === null ? '' : ` [assumes: ${assumption}]`;
  const how = answer
    ? `answer ${answeredBy(answer)}: ${answer.text}`
    : `${isClosed ? 'not answered' : 'not answered yet'}${otherwise}`;
  return indented(`${id}${about} ${question}${options} → ${how}`);
}

/** Returns the lines below an open task that say what was asked about it. */
export function questionLines({ id, status }: Task, questions: QuestionState): string[] {
  if (status === 'completed' || status === 'cancelled') return [];
  return questionsAbout(questions, id).map((question) => `  ${describeQuestion(question)}`);
}

/** Returns the ids of the open questions about a task. */
export function awaitedBy({ id }: Pick<Task, 'id'>, questions: QuestionState): string[] {
  return openQuestions(questions).flatMap((open) => (open.task === id ? [open.id] : []));
}

/** Returns the section of a prompt with the questions about no task, '' if there are none. */
export function generalQuestions({ asked }: QuestionState): string {
  const general = [...asked.values()].filter(({ task }) => task === null).slice(-SHOWN);
  return general.length === 0
    ? ''
    : ['questions', ...general.map((one) => `- ${describeQuestion(one)}`)].join('\n');
}

function answeredBy({ by }: Answer): string {
  return by === 'user' ? 'of the user' : 'by your own assumption, because nobody answered';
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n    ');
}
