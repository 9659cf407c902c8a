// Specifies that an agent's own server has a password nobody else knows, whatever the agent's command line is.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { type AgentFixture, agentFixture, cleanUp, collect, never } from './acp-agent.fixture.ts';

afterEach(cleanUp);

const SHOW = 'printf %s "$OPENCODE_SERVER_PASSWORD" | tee password';
const TURN = { steps: [{ shell: SHOW, save: { name: 'seen' } }, { stderr: 'It is {{seen}}' }] };

/** Everything that is told of a turn in which the agent shows its environment, and the password. */
async function passwordOf({
  agent,
  open,
  cwd,
  log,
}: AgentFixture): Promise<[password: string, told: string]> {
  const events = await collect((await open()).prompt(['go'], never));
  await agent.stop();
  const password = readFileSync(join(cwd, 'password'), 'utf8');
  return [password, JSON.stringify([events, log.lines])];
}

it('is new for each start, has 256 bits, and is not told', async () => {
  const fixture = agentFixture({ fallback: TURN });
  const [first, told] = await passwordOf(fixture);
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(told).toContain('[hidden]');
  expect(told).not.toContain(first);
  const [second] = await passwordOf(fixture);
  expect(second).toMatch(/^[0-9a-f]{64}$/);
  expect(second).not.toBe(first);
});

it("is the user's own where there is one", async () => {
  const own = 'secret "of" mine';
  const [password, told] = await passwordOf(
    agentFixture({ fallback: TURN }, { env: { ...ENV, OPENCODE_SERVER_PASSWORD: own } }),
  );
  expect(password).toBe(own);
  expect(told).not.toMatch(/secret/);
});

it('is there although the variable is set to nothing', async () => {
  const [password] = await passwordOf(
    agentFixture({ fallback: TURN }, { env: { ...ENV, OPENCODE_SERVER_PASSWORD: '' } }),
  );
  expect(password).toMatch(/^[0-9a-f]{64}$/);
});

it('is left as it is in a file that the agent writes through the client', async () => {
  const own = 'do-not-touch-me';
  const steps = [{ fsWrite: { path: '{{cwd}}/compose.yml', content: `password: ${own}` } }];
  const fixture = agentFixture({ fallback: { steps } }, { env: { ...ENV, OPENCODE_SERVER_PASSWORD: own } });
  await collect((await fixture.open()).prompt(['go'], never));
  expect(readFileSync(join(fixture.cwd, 'compose.yml'), 'utf8')).toBe(`password: ${own}`);
});

const ENV = { PATH: process.env.PATH ?? '' };
