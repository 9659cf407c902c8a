// The prompts for the agent that interviews the user about a spec.
import type { Answered, Interview } from './interview.ts';

/** Returns the first prompt of a context, for a new interview or one that another context started. */
export function interviewPrompt({ title, description, answered, draft }: Interview): string {
  return [
    `You interview a user to write the spec of a piece of work in this repository. You do not do the work itself: other agents will,
one task at a time, each knowing only the spec and the repository. Read what you need here, and change nothing: no files, no
commits.`,
    section('Title', title),
    section('What the user wants, in their own words', description),
    ...(answered.length === 0 ? [] : [section('Answers so far', listed(answered))]),
    ...(draft === '' ? [] : [section('The draft so far', draft)]),
    `How to continue:

1. Look at the parts of the repository that matter for the idea: languages, layout, tests, conventions, existing code.
2. Ask about what you cannot find there and what would change the result: scope and limits, behaviour in detail, errors and edge
   cases, data, interfaces, tests, what is out of scope. Ask with the tool ask-user (it may be listed as iteratr_ask-user, or
   only after a search for tools), up to four questions per call, with options wherever you can name them, your recommendation first.
   Then end your turn; the answers come as the next message. Two or three rounds are usually enough. Do not repeat answered questions, and decide yourself about skipped ones.
3. When you know enough, call submit-spec with the whole spec and end your turn. If the user asks for changes, submit the whole spec again.

The form of a spec, in Markdown, in the user's language:

# ${oneLine(title)}

## Overview
The purpose and the reason, in a few sentences.

## Requirements
What must be true in the end, each point verifiable. Include errors, limits and what is out of scope.

## Design
The place in this repository, interfaces, data, decisions. Leave out what is obvious to a good engineer.

## Tasks
- [ ] Small steps in a sensible order, each with a result that can be checked, tests included.`,
  ].join('\n\n');
}

/** Returns the prompt with the user's answers. */
export function answersPrompt(answered: readonly Answered[]): string {
  return `The user's answers:\n\n${listed(answered)}\n\nAsk more with ask-user, or submit the spec with submit-spec.`;
}

/** Returns the prompt with the changes the user wants. */
export function changesPrompt(wanted: string, draft: string): string {
  return [
    'The user has read the draft and wants changes.',
    section('The changes', wanted),
    section('The current draft', draft),
    'Submit the whole spec again with submit-spec. If something is unclear, ask with ask-user.',
  ].join('\n\n');
}

function section(title: string, text: string): string {
  return `<section title="${title}">\n${text}\n</section>`;
}

function listed(answered: readonly Answered[]): string {
  return answered
    .map(({ question, answers }) => {
      const said = answers.length === 0 ? '(no answer: decide yourself)' : answers.join('\n  and: ');
      return `- ${question}\n  ${said}`;
    })
    .join('\n');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
