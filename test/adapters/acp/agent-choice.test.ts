// Specifies which agent, model and mode the configuration chooses.
import { describe, expect, it } from 'vitest';
import { profileNamed } from '../../../adapters/acp/profiles/profiles.ts';
import { AGENT_NAMES, splitAgentAndModel } from '../../../application/agents/agent-names.ts';
import { type AgentConfig, agentOptions, chooseAgent } from '../../../bootstrap/agent-choice.ts';

const choose = (config: Partial<AgentConfig>) =>
  chooseAgent({ agent: 'opencode', agents: {}, agentMode: '', model: '', ...config });

const MINE = { mine: { command: './mine --acp', mode: 'code', model: 'small', env: { A: 'b' } } };

describe('agent:model', () => {
  it.each([
    ['claude:opus', 'claude', 'opus'],
    ['codex:', 'codex', ''],
    ['qwen:$runtime|openai|m(openai)', 'qwen', '$runtime|openai|m(openai)'],
    ['opencode:ollama/llama3:8b', 'opencode', 'ollama/llama3:8b'],
    ['ollama/llama3:8b', undefined, 'ollama/llama3:8b'],
    ['llama3:8b', undefined, 'llama3:8b'],
    ['claude', undefined, 'claude'],
    [':opus', undefined, ':opus'],
    ['', undefined, ''],
  ])('%s is agent %s and model %s', (text, agent, model) => {
    expect(splitAgentAndModel(text, AGENT_NAMES)).toEqual({ agent, model });
  });

  it('chooses the agent before the key agent does', () => {
    expect(choose({ agent: 'gemini', model: 'claude:opus' })).toMatchObject({
      agent: 'claude',
      command: ['claude-agent-acp'],
      model: 'opus',
    });
  });

  it('may leave the model to an agent that can choose, but not to opencode', () => {
    expect(choose({ model: 'claude:' })).toMatchObject({ model: '', needsModel: false });
    expect(choose({ model: 'opencode:' })).toMatchObject({ model: '', needsModel: true });
    expect(choose({ agent: 'node ./agent.js' })).toMatchObject({ model: '', needsModel: true });
  });
});

describe('a profile of the own', () => {
  it('gives command, model and mode', () => {
    const choice = choose({ agent: 'mine', agents: MINE });
    expect(choice).toMatchObject({ command: ['./mine', '--acp'], model: 'small', mode: 'code' });
    expect(choice.profiles).toMatchObject([{ name: 'mine', env: { A: 'b' }, npm: null }]);
    expect(choose({ agent: 'mine', agents: MINE, model: 'big', agentMode: 'ask' })).toMatchObject({
      model: 'big',
      mode: 'ask',
    });
    expect(choose({ model: 'mine:big', agents: MINE })).toMatchObject({ agent: 'mine', model: 'big' });
  });

  it('takes the rest from the agent that its command starts', () => {
    const agents = { work: { command: '/opt/gemini --acp', login: 'ask Ann' } };
    const [profile] = choose({ agent: 'work', agents }).profiles;
    const { env, install } = profileNamed('gemini') ?? {};
    expect(profile).toMatchObject({ name: 'work', env, install, login: 'ask Ann' });
  });

  it('protects the server of any known agent that its command may start', () => {
    const [profile] = choose({ agent: 'mine', agents: MINE }).profiles;
    expect(profile?.server).toEqual(profileNamed('opencode')?.server);
  });

  it('comes before the one that iteratr has', () => {
    const agents = { claude: { command: 'other' } };
    expect(choose({ agent: 'claude', agents }).command).toEqual(['other']);
  });
});

it('takes any other value for a command line, and names what is near a single word', () => {
  expect(choose({ agent: 'calude' })).toMatchObject({ command: ['calude'], nearest: 'claude' });
  expect(choose({ agent: 'mime', agents: MINE }).nearest).toBe('mine');
  expect(choose({ agent: 'calude --acp' }).nearest).toBeUndefined();
  expect(choose({ agent: 'something-else' }).nearest).toBeUndefined();
  expect(choose({ agent: 'constructor' }).command).toEqual(['constructor']);
});

it('offers all names, but none if the agent is set as a command line', () => {
  expect(agentOptions({ agent: 'claude', agents: MINE })).toEqual(['mine', ...AGENT_NAMES]);
  expect(agentOptions({ agent: 'node a.js', agents: MINE })).toEqual([]);
});
