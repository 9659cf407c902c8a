// Specifies which agent and model play a role, and what overrides the role.
import { describe, expect, it } from 'vitest';
import type { Origin } from '../../../adapters/config/config-origin.ts';
import { chooseAgent } from '../../../bootstrap/agent-choice.ts';
import { assignedRoles, configForRole } from '../../../bootstrap/agent-roles.ts';

type Kind = Origin['kind'];
type Key = 'agent' | 'model' | 'agentMode' | 'roles';
type Written = Partial<Record<Key, readonly [kind: Kind, value: unknown]>>;

/** `written` has each key with the layer that sets it. */
function loaded(written: Written) {
  const standard = {
    agent: 'opencode',
    model: '',
    agentMode: '',
    roles: {},
    agents: { mine: { command: 'm' } },
  };
  const values = Object.entries(written).map(([key, [, value]]) => [key, value]);
  const originOf = (key: Key): Origin => ({ kind: written[key]?.[0] ?? 'default' }) as Origin;
  const origins = {
    ...{ agent: originOf('agent'), model: originOf('model') },
    ...{ agentMode: originOf('agentMode'), roles: originOf('roles') },
  };
  return { config: { ...standard, ...Object.fromEntries(values) } as typeof standard, origins };
}

function played(role: 'plan' | 'work' | 'review', written: Written) {
  const { agent, model, mode } = chooseAgent(configForRole(loaded(written), role));
  return `${agent}:${model}${mode === '' ? '' : ` ${mode}`}`;
}

const FILE = 'project-file';

describe('a role', () => {
  it.each([
    ['an agent and its model', { plan: 'claude:opus' }, 'claude:opus'],
    ['an agent of the user', { plan: 'mine:x' }, 'mine:x'],
    ['a model with colons', { plan: 'opencode:ollama/llama3:8b' }, 'opencode:ollama/llama3:8b'],
    ['another agent without its model: that of the build is not its own', { plan: 'claude' }, 'claude:'],
    ['the same agent without a model', { plan: 'opencode' }, 'opencode:a/b'],
    ['the same agent without a model, with a colon', { plan: 'opencode:' }, 'opencode:a/b'],
    ['nothing: the agent that works plays it', { work: 'codex:x' }, 'codex:x'],
    ['nothing, as no role is set', {}, 'opencode:a/b'],
  ])('names %s', (_, roles, expected) => {
    expect(played('plan', { model: [FILE, 'a/b'], roles: [FILE, roles] })).toBe(expected);
  });

  it('keeps the mode only for the agent that it was chosen for', () => {
    const mode: Written = { agent: [FILE, 'claude'], agentMode: [FILE, 'plan'] };
    expect(played('plan', { ...mode, roles: [FILE, { plan: 'claude:opus' }] })).toBe('claude:opus plan');
    expect(played('plan', { ...mode, roles: [FILE, { plan: 'codex' }] })).toBe('codex:');
    expect(played('plan', { agentMode: ['flag', 'm'], roles: [FILE, { plan: 'codex' }] })).toBe('codex: m');
  });
});

describe('what overrides a role', () => {
  const roles = (kind: Kind): Written => ({ roles: [kind, { work: 'claude:opus', plan: 'claude:opus' }] });

  it.each([
    [
      'agent and model of the same file do not',
      { agent: [FILE, 'codex'], model: [FILE, 'x'] },
      FILE,
      'claude:opus',
    ],
    ['a variable for the agent', { agent: ['environment', 'codex'] }, FILE, 'codex:'],
    ['a flag for the model, of the same agent', { model: ['flag', 'haiku'] }, FILE, 'claude:haiku'],
    ['a flag for the model that names an agent', { model: ['flag', 'codex:x'] }, FILE, 'codex:x'],
    ['a flag, if the roles are in a variable', { model: ['flag', 'haiku'] }, 'environment', 'claude:haiku'],
    [
      'a variable does not, if the roles are in one',
      { model: ['environment', 'x'] },
      'environment',
      'claude:opus',
    ],
  ] as const)('%s', (_, written, kind, expected) => {
    expect(played('work', { ...written, ...roles(kind) })).toBe(expected);
    expect(played('plan', { ...written, ...roles(kind) })).toBe(expected);
  });

  it("the project's agent overrides the user's role for work, but not for planning", () => {
    const written: Written = { agent: [FILE, 'codex'], ...roles('global-file') };
    expect(played('work', written)).toBe('codex:');
    expect(played('plan', written)).toBe('claude:opus');
  });
});

it.each([
  [
    { review: 'calude:opus' },
    /project file .*: roles\.review has the unknown agent "calude"/,
    'did you mean claude?',
  ],
  [{ plan: 'somebody' }, /roles\.plan has the unknown agent "somebody"/, /^use mine, opencode, claude, /],
  [{ work: 'opus' }, /roles\.work has the unknown agent "opus"/, /^use mine/],
])('refuses %j, whichever role is asked for', (roles, problem, remedy) => {
  const error = expect.objectContaining({
    problem: expect.stringMatching(problem),
    remedy: expect.stringMatching(remedy),
  });
  const written: Written = { roles: [FILE, roles] };
  for (const role of ['work', 'plan'] as const) expect(() => played(role, written)).toThrow(error);
  expect(() => assignedRoles(loaded(written))).toThrow(error);
});
