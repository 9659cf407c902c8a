// What the interviewing agent is told.
import type { Answered, Interview } from './interview.ts';

/** The first prompt of a context, for an interview that begins or that another context began. */
export function interviewPrompt({ title, description, answered, draft }: Interview): string {
  return [
    `You help a user to write the spec of a piece of work in this repository, by an interview. You do not do the work itself:
other agents will, one task at a time, each with nothing to go by but the spec and the repository. Read what you need here, and
change nothing: no files, no commits.`,
    section('Title', title),
    section('What the user wants, in their own words', description),
    ...(answered.length === 0 ? [] : [section('What was answered so far', listed(answered))]),
    ...(draft === '' ? [] : [section('The draft so far', draft)]),
    `How to continue:

1. Look at the repository first, as far as the idea concerns it: languages, layout, tests, conventions, what exists already.
2. Ask what you cannot find out there and what would change the result: scope and limits, behaviour in detail, errors and edge cases, data,
   interfaces, tests, what is not to be done. Ask with the tool ask-user (it may be listed as iteratr_ask-user), up to four questions
   in a call, with options wherever you can name them, the one you would take first. Then end your turn; the answers come as the next message. Two or three
   rounds are usually enough. Do not ask what was answered, and decide yourself what was passed over.
3. When you know enough, call submit-spec with the whole spec, and end your turn. The user may then ask for changes: submit the whole spec again.

The form of a spec, in Markdown, in the user's language:

# ${oneLine(title)}

## Overview
What it is for and why, in a few sentences.

## Requirements
What has to be true in the end, each point so that it can be checked. Include errors, limits and what stays out.

## Design
Where it goes in this repository, interfaces, data, decisions; nothing that an able engineer would not need to be told.

## Tasks
- [ ] Small steps in a sensible order, each with a result that can be checked, tests included.`,
  ].join('\n\n');
}

export function answersPrompt(answered: readonly Answered[]): string {
  return `The user's answers:\n\n${listed(answered)}\n\nAsk on with ask-user, or submit the spec with submit-spec.`;
}

export function changesPrompt(wanted: string, draft: string): string {
  return [
    'The user has read the draft and wants changes.',
    section('The changes', wanted),
    section('The draft as it is now', draft),
    'Submit the whole spec again with submit-spec; ask with ask-user where it is not clear what is meant.',
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
