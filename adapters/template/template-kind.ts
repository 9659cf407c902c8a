// The kinds of templates: those of iterations, of planning and of reviews, with their variables.
import type { PromptVariables, ReviewVariables } from '../../application/ports/prompt-template.port.ts';
import { DEFAULT_REVIEW_TEMPLATE } from './default-review-template.ts';
import { DEFAULT_TEMPLATE } from './default-template.ts';
import { PLAN_TEMPLATE } from './plan-template.ts';

export interface TemplateKind<Variables> {
  /** Names the default template in errors. */
  readonly name: string;
  /** Names a template of the user in errors. */
  readonly what: string;
  /** The command that writes the default template. */
  readonly command: string;
  readonly text: string;
  readonly variables: readonly string[];
  /** Sample variables: some with all texts, some without. */
  readonly samples: readonly Variables[];
}

const FULL: PromptVariables = {
  session: 'session',
  iteration: 2,
  spec: 'spec',
  notes: 'notes',
  tasks: 'tasks',
  history: 'history',
  requirements: 'requirements',
  extra: 'extra',
  tools: 'tools',
  port: 4222,
  binary: 'iteratr',
};
/** The first iteration, where many are still empty. */
const EMPTY: Partial<PromptVariables> = {
  iteration: 1,
  spec: '',
  notes: '',
  tasks: '',
  history: '',
  requirements: '',
  extra: '',
  tools: '',
};

export const WORK_KIND = kind<PromptVariables>(
  {
    name: 'default template',
    what: 'prompt template',
    command: 'iteratr gen-template',
    text: DEFAULT_TEMPLATE,
  },
  FULL,
  EMPTY,
);

export const PLAN_KIND = kind<PromptVariables>(
  {
    name: 'default plan template',
    what: 'plan template',
    command: 'iteratr gen-template --plan',
    text: PLAN_TEMPLATE,
  },
  FULL,
  EMPTY,
);

export const REVIEW_KIND = kind<ReviewVariables>(
  {
    name: 'default review template',
    what: 'review template',
    command: 'iteratr gen-template --review',
    text: DEFAULT_REVIEW_TEMPLATE,
  },
  {
    session: 'session',
    spec: 'spec',
    tasks: 'tasks',
    summary: 'summary',
    changes: 'changes',
    checks: 'checks',
    returns: 'returns',
    extra: 'extra',
    tools: 'tools',
    binary: 'iteratr',
  },
  { spec: '', tasks: '', summary: '', changes: '', checks: '', returns: '', extra: '', tools: '' },
);

function kind<Variables extends object>(
  texts: Pick<TemplateKind<Variables>, 'name' | 'what' | 'command' | 'text'>,
  full: Variables,
  empty: Partial<Variables>,
): TemplateKind<Variables> {
  return { ...texts, variables: Object.keys(full), samples: [full, { ...full, ...empty }] };
}
