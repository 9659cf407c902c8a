// Specifies what an agent's process gets besides what it inherits.
import { expect, it } from 'vitest';
import { CLAUDE } from '../../../../adapters/acp/profiles/claude.ts';
import { COPILOT } from '../../../../adapters/acp/profiles/copilot.ts';
import { agentEnvironment } from '../../../../adapters/acp/profiles/environment.ts';
import { OPENCODE } from '../../../../adapters/acp/profiles/opencode.ts';

const OTHER = {
  ...OPENCODE,
  name: 'other',
  env: { OTHER_TRUST: 'true', OTHER_COLOR: 'never' },
  server: { passwordVariable: 'OTHER_PASSWORD', paths: [], retries: null },
};
const SERVERLESS = { ...OPENCODE, name: 'serverless', server: null };

it('gets the variables of its profile, but keeps what the user has set', () => {
  const { variables } = agentEnvironment([OTHER], { PATH: '/bin', OTHER_COLOR: 'always' });
  expect(variables).toMatchObject({ PATH: '/bin', OTHER_TRUST: 'true', OTHER_COLOR: 'always' });
});

it('gets a password of its own for the server of each agent that it may be', () => {
  const { variables, secrets } = agentEnvironment([OPENCODE, OTHER], { OTHER_PASSWORD: '' });
  expect(secrets).toEqual([variables.OPENCODE_SERVER_PASSWORD, variables.OTHER_PASSWORD]);
  expect(secrets).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), expect.stringMatching(/^[0-9a-f]{64}$/)]);
  expect(secrets[0]).not.toBe(secrets[1]);
});

it('gets no password where no server is known', () => {
  expect(agentEnvironment([SERVERLESS], { PATH: '/bin' })).toEqual({
    variables: { PATH: '/bin' },
    secrets: [],
  });
});

it('gets the variables for root only as root, and only if it is known which agent it is', () => {
  const sandbox = (profiles: Parameters<typeof agentEnvironment>[0], isRoot: boolean) =>
    agentEnvironment(profiles, {}, '', isRoot).variables.IS_SANDBOX;
  expect(sandbox([CLAUDE], true)).toBe('1');
  expect(sandbox([CLAUDE], false)).toBeUndefined();
  expect(sandbox([CLAUDE, COPILOT], true)).toBeUndefined();
});

it('gets the chosen model where a variable sets it, before what the user has in the environment', () => {
  const model = (chosen: string) =>
    agentEnvironment([COPILOT], { COPILOT_MODEL: 'inherited' }, chosen).variables.COPILOT_MODEL;
  expect(model('gpt-5')).toBe('gpt-5');
  expect(model('')).toBe('inherited');
});
