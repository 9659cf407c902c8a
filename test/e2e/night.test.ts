// A night with real processes and short times: two agents that fail in every way, a kill, and a user who comes back.
import { expect, it } from 'vitest';
import { jsonLines, Program } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import type { Turn } from '../support/scripted-agent/scripted-agent.ts';
import { waitFor } from '../support/wait-for.ts';

const LIMITED = { code: -32603, message: 'Too Many Requests' };

function does(task: number): Turn {
  return {
    steps: [
      { usage: { used: 10, size: 100, cost: 0.07 } },
      mcp('task-status', { id: `TAS-${task}`, status: 'in_progress' }),
      { write: { path: `${task}.txt`, content: `${task}\n` } },
      mcp('task-status', { id: `TAS-${task}`, status: 'completed' }),
    ],
  };
}

function refuses(data: unknown, message = LIMITED.message, code = LIMITED.code): Turn {
  return { steps: [{ usage: { used: 1, size: 100, cost: 0.01 } }], error: { code, message, data } };
}

const FIRST: readonly Turn[] = [
  {
    steps: [
      mcp('task-batch-add', { tasks: [1, 2, 3, 4, 5, 6].map((task) => ({ content: `task ${task}` })) }),
    ],
  },
  refuses({ status: 429, retryAfterMs: 300 }),
  does(1),
  { steps: [{ crash: { code: 3 } }] },
  does(2),
  { steps: [{ hang: true }] },
  refuses({ error: { type: 'usage_limit_reached', resets_in_seconds: 6 } }),
  // It is back.
  does(4),
  { steps: [{ text: 'API Error: 401 {"type":"error","error":{"type":"authentication_error"}}' }] },
  // The user has logged in.
  refuses({ status: 429, retryAfterMs: 600_000 }),
  does(5),
  { steps: [...(does(6).steps ?? []), mcp('session-complete')] },
];

const SECOND: readonly Turn[] = [does(3), refuses(undefined, 'Authentication required', -32_000)];

it('everything gets done, with every wait and every change of the agent on record', async () => {
  const program = new Program();
  const [first, second] = [FIRST, SECOND].map((turns) => program.agent({ turns }));
  program.write(
    'iteratr.yml',
    [
      'agent: first',
      'agents:',
      `  first: {command: ${JSON.stringify(first?.commandLine)}}`,
      `  second: {command: ${JSON.stringify(second?.commandLine)}}`,
      'fallback: [second]',
      'fallback_after: 1',
      'idle_timeout: 2',
    ].join('\n'),
  );
  const env = { ITERATR_AGENT: undefined, ITERATR_MODEL: undefined };
  const args = ['build', '--headless', '--output', 'json', '--spec', 'specs/SPEC.md'];

  const night = await program.run(args, { env });
  expect(night.stderr).toBe('');
  expect({ code: night.code, last: jsonLines(night.stdout).at(-1) }).toMatchObject({
    code: 1,
    last: { reason: 'failed', message: expect.stringContaining('authentication_error') },
  });

  // In the morning the login is fixed; the run waits for a limit, is killed, and the next one waits for the rest.
  const alone = { env: { ...env, ITERATR_FALLBACK: '[]' } };
  const killed = program.start(args, alone);
  await waitFor('the wait', () => killed.stdout.includes('WaitStarted'));
  killed.signal('SIGKILL');
  await killed.ended;
  const show = await program.run(['sessions', 'show', 'SPEC']);
  expect(show.stdout).toMatch(/^waits +(9|10) min \d+ s until \d\d:\d\d:\d\d, first: the provider limits/m);

  const resumed = program.start(args, alone);
  await waitFor('the rest of the wait', () => resumed.stdout.includes('the wait of the last run continues'));
  expect((await program.run(['resume', '--name', 'SPEC'])).code).toBe(0);
  const { code } = await resumed.ended;
  expect(code).toBe(0);

  const events = await program.events();
  const story = events.flatMap(({ type, data }) => chapter(type, data as Data));
  expect(story).toEqual([
    ...['finished', 'first waits: rate_limited', 'finished', 'failed: crashed', 'finished', 'failed: hung'],
    ...['first to second: usage_window', 'finished', 'first waits: usage_window', 'second to first: login'],
    ...['finished', 'failed: login', 'first waits: rate_limited', 'interrupted', 'finished', 'finished'],
  ]);
  expect(program.git('log', '--format=%s').split('\n').length).toBeGreaterThan(6);
}, 90_000);

interface Data {
  readonly agent?: string;
  readonly cause?: string;
  readonly outcome?: string;
  readonly from?: { readonly agent: string };
  readonly to?: { readonly agent: string };
}

function chapter(type: string, { agent, cause, outcome, from, to }: Data): string[] {
  if (type === 'WaitStarted') return [`${agent} waits: ${cause}`];
  if (type === 'AgentSwitched') return [`${from?.agent} to ${to?.agent}: ${cause}`];
  if (type === 'IterationEnded') return [cause === undefined ? `${outcome}` : `${outcome}: ${cause}`];
  return [];
}
