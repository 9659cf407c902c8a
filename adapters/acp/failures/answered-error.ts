// Recognises a turn in which the agent only told an error, as some agents do instead of answering the request with one.
import type { AgentEvent, ToldError } from '../../../application/ports/agent.port.ts';
import { failureInText } from './agent-failure.ts';

/** A longer text is an answer, in characters. */
const LONGEST = 1_000;

/** How a line begins that tells an error, after any marks such as `✗`. */
const BEGINNINGS = [
  '(?:\\w+ ){0,2}error\\b',
  '(?:model|request|api) (?:call )?failed\\b',
  '(?:http )?[45]\\d\\d\\b',
  '(?:failed|unable|cannot|could not)\\b',
  'invalid (?:x-)?api',
  'authentication (?:required|failed)\\b',
  'please (?:run|use) .{0,3}/login\\b',
  "(?:you've|you have|you're|you are) (?:hit|reached|out of)\\b",
  'your credit balance\\b',
  'credit balance\\b',
  '.{0,30}limit reached\\b',
  'codex ran out of room\\b',
];
const BEGINNING = new RegExp(`^(?:${BEGINNINGS.join('|')})`, 'i');
const MARKS = /^[^\p{L}\p{N}]*/u;

/** Collects what the agent does in a turn. */
export class AnsweredError {
  #text = '';
  #hasActed = false;

  add(event: AgentEvent): void {
    if (event.type === 'tool-call' || event.type === 'plan' || event.type === 'permission')
      this.#hasActed = true;
    if (event.type === 'text' && this.#text.length <= LONGEST) this.#text += event.text;
  }

  /** Returns the error if the agent told one and did nothing else; undefined otherwise. */
  get told(): ToldError | undefined {
    const text = this.#text.trim();
    if (this.#hasActed || text.length > LONGEST) return undefined;
    const line = text.split('\n').find((one) => BEGINNING.test(one.replace(MARKS, '').slice(0, 100)));
    const failure = line === undefined ? undefined : failureInText(text);
    return failure && { message: line?.trim() ?? text, failure };
  }
}
