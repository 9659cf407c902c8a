// The agents of `fallback`: names with or without a model, none of them twice.
import { describe, expect, it } from 'vitest';
import { chooseAgent } from '../../../bootstrap/agent-choice.ts';
import { fallbackAgents, requireInstalled } from '../../../bootstrap/fallback-agents.ts';

const CONFIG = {
  agent: 'claude',
  agents: { mine: { command: 'node mine.js', model: 'small' } },
  agentMode: 'plan',
  model: 'opus',
};

function choose(fallback: readonly string[]) {
  return fallbackAgents({ ...CONFIG, fallback }, chooseAgent(CONFIG));
}

describe('the agents of fallback', () => {
  it('are a profile each, with the model after the colon, and without the mode of the first agent', () => {
    expect(choose(['codex', 'gemini:pro', 'mine', 'opencode:ollama/llama3:8b'])).toMatchObject([
      { agent: 'codex', model: '', mode: '' },
      { agent: 'gemini', model: 'pro', mode: '' },
      { agent: 'mine', model: 'small', command: ['node', 'mine.js'] },
      { agent: 'opencode', model: 'ollama/llama3:8b' },
    ]);
  });

  it('may be the first agent with another model', () => {
    expect(choose(['claude:sonnet'])).toMatchObject([{ agent: 'claude', model: 'sonnet' }]);
  });

  it.each([
    ['a name that is close to one', ['codx'], 'fallback names codx, which is no agent; did you mean codex?'],
    [
      'the first agent itself',
      ['claude:opus'],
      /^fallback names claude:opus, which is the agent it would replace; name/,
    ],
    ['the same agent twice', ['codex', 'codex'], /^fallback names codex twice; name/],
    [
      'another word',
      ['sonnet-4-5'],
      /^fallback names sonnet-4-5, which is no agent; use one of mine, opencode, /,
    ],
    [
      'opencode without a model',
      ['opencode'],
      'fallback names opencode without a model, which it needs; write opencode:provider/model',
    ],
  ])('must not be %s', (_, fallback, message) => {
    expect(() => choose(fallback)).toThrow(message);
  });
});

it('must be installed, or the line that installs it is named', () => {
  const places = { cwd: '/', env: { PATH: '/nowhere' } };
  expect(() => requireInstalled(choose(['codex']), places)).toThrow(
    /^fallback names codex, but the agent's command codex-acp was not found; install codex with: npm install/,
  );
  const { PATH = '' } = process.env;
  expect(() => requireInstalled(choose(['mine']), { cwd: '/', env: { PATH } })).not.toThrow();
});
