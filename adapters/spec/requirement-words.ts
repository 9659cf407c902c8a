// The words by which a spec shows what is a requirement and what is not.

/** `FR-2`, `R1`, `REQ-003`, `US1.2`, `AC-1`, `Requirement 4`, `User story 2`: the name of a requirement, then its text. */
const LABEL =
  /^\[?(?:(?:REQ|FR|NFR|US|AC|BR|UR|SR|TR|UC|R|F)[-_]?\d+(?:[.-]\d+)*|(?:requirement|user story|story|scenario|acceptance criterion)\s+\d+(?:\.\d+)*)\]?(?=$|[\s:.)\]–—-])/i;
/** `1.3 Login`, `2.1.4. Logout`. */
const DOTTED = /^\d+(?:\.\d+)+\.?\s+\S/;
const STORY = /^as an? [^.]{1,120}?\bI (?:want|need|can|could|would like|should|must|am able)\b/i;
const STEP = /^(?:given|when|then|and|but)\b/i;
const FIRST_STEP = /^given\b/i;
const SCENARIO = /^scenario(?: outline)?(?: \d+)?\s*:/i;

const NUMBER = String.raw`^(?:\d+(?:\.\d+)*[.):]?\s+)?`;
const END = String.raw`(?: (?:and|&) [\w-]+)?(?: \([^)]*\))?\s*:?$`;
/** What stands under them is a list of requirements. */
const SECTION = new RegExp(
  `${NUMBER}(?:[\\w-]+ ){0,2}(?:requirements?|acceptance criteria|acceptance tests?|success criteria|criteria|user stories|stories|definition of done|done when|must haves?|should haves?|could haves?)${END}`,
  'i',
);
/** What stands under them is not wanted. */
const REFUSED = new RegExp(
  `${NUMBER}(?:(?:out of scope|not in scope|non-?goals?|non-?requirements|won['’]?t haves?)\\b|(?:examples?|change ?log|history|future work|later)${END})`,
  'i',
);
/** What stands under them explains; only checkboxes and named requirements count. */
const PROSE = new RegExp(
  `${NUMBER}(?:background|introduction|context|motivation|overview|purpose|summary|references?|glossary|definitions|open questions|questions|notes|assumptions|risks|installation|usage|getting started|steps to reproduce|how to \\w.*|table of contents|contents|milestones|timeline|rollout)${END}`,
  'i',
);

export type SectionKind = 'requirements' | 'refused' | 'prose' | 'plain';

/** Returns what a heading, or a line such as "Acceptance criteria:", says of what follows it. */
export function sectionKind(title: string): SectionKind {
  if (REFUSED.test(title)) return 'refused';
  if (SECTION.test(title)) return 'requirements';
  return PROSE.test(title) ? 'prose' : 'plain';
}

/** Whether the text names itself a requirement, or is a user story. */
export function isNamed(text: string): boolean {
  return LABEL.test(text) || STORY.test(text) || SCENARIO.test(text);
}

export function isDotted(text: string): boolean {
  return DOTTED.test(text);
}

/** Whether the text is a step of a scenario: Given, When, Then, And, But. */
export function isStep(text: string): boolean {
  return STEP.test(text);
}

export function isFirstStep(text: string): boolean {
  return FIRST_STEP.test(text);
}

/** Whether a heading or item only names the list that follows it. */
export function isOnlyName(text: string): boolean {
  return sectionKind(text) === 'requirements';
}
