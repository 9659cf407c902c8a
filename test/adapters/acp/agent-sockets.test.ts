// Specifies which ports of an agent the doctor warns of: those that answer without credentials.

import { quote } from 'shlex';
import { describe, expect, it } from 'vitest';
import { agentDiagnostic } from '../../../adapters/acp/agent.diagnostic.ts';
import { findProgram } from '../../../adapters/process/find-program.ts';
import { listeningSockets, readLsof } from '../../../adapters/process/listening-sockets.ts';
import { chooseAgent } from '../../../bootstrap/agent-choice.ts';
import { isolatedAgent } from '../../../bootstrap/create-agent.ts';
import { watchedProcesses } from '../../../bootstrap/modules/doctor.module.ts';
import { type Scenario, type Step, scriptedAgent } from '../../support/scripted-agent/scripted-agent.ts';
import { tempDir } from '../../support/temp-dir.ts';

/** What doctor finds out about the ports of an agent that does this when it starts. */
async function ports(...startup: readonly Step[]): Promise<string[]> {
  const directory = tempDir();
  return told({ startup }, directory);
}

async function told(scenario: Scenario, directory = tempDir()): Promise<string[]> {
  const { command, args } = scriptedAgent(directory, scenario);
  const agent = [command, ...args].map((word) => quote(word)).join(' ');
  const choice = chooseAgent({ agent, agents: {}, agentMode: '', model: '' });
  const env = { PATH: process.env.PATH ?? '' };
  const check = agentDiagnostic({
    ...choice,
    env: {},
    nodeVersion: async () => process.versions.node,
    modelRemedy: '',
    project: directory,
    timeLimitMs: 20_000,
    agent: isolatedAgent(choice, env),
    findProgram: (name) => findProgram(name, { cwd: directory, env }),
    listeningSockets,
    watched: watchedProcesses,
  });
  const findings = await check.run(new AbortController().signal);
  return findings
    .map(({ state, found, remedy }) => [state, found, remedy].filter(Boolean).join(': '))
    .filter((line) => /\bport\b|^failed/.test(line));
}

describe('an agent', () => {
  it('that opens no port', async () => {
    expect(await ports()).toEqual(['ok: opens no TCP port']);
  });

  it('whose server answers everybody', async () => {
    expect(await ports({ serve: { '/config': 200, '/': 302, else: 404 } })).toEqual([
      expect.stringMatching(
        /^warning: port \d+ of the agent \(127\.0\.0\.1\) answers without credentials: \/ \(302\), \/config \(200\); .*: give the agent's server a password/,
      ),
    ]);
  });

  it.each<[string, Step, RegExp]>([
    ['asks for credentials', { serve: { '/': 403, else: 401 } }, /^ok: port \d+ .* asks for credentials$/],
    [
      'knows no such pages',
      { serve: { else: 404 } },
      /^ok: port \d+ .* returns no page without credentials \(404\)$/,
    ],
    [
      'speaks no HTTP',
      { serve: 'SSH-2.0-x\r\n' },
      /^ok: port \d+ .* speaks an unknown protocol: not checked$/,
    ],
    ['hangs up', { serve: '' }, /^ok: port \d+ .* does not answer: not checked$/],
  ])('whose server %s', async (_, step, line) => {
    expect(await ports(step)).toEqual([expect.stringMatching(line)]);
  });

  it('with several ports, also one that opens no session', async () => {
    const startup = [{ serve: { else: 401 } }, { serve: { else: 200 } }];
    const lines = await told({ startup, openingError: { message: 'Log in first' } });
    expect(lines.map((line) => line.split(':')[0]).sort()).toEqual(['failed', 'ok', 'warning']);
  });
});

it('reads what lsof prints', () => {
  const text = 'p12\nf20\nn127.0.0.1:4096\nf21\nn[::1]:80\nf22\nn*:8080\n';
  expect(readLsof(text)).toEqual([
    { host: '127.0.0.1', port: 4096 },
    { host: '::1', port: 80 },
    { host: '127.0.0.1', port: 8080 },
  ]);
});
