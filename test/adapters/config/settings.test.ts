// Specifies when a user is asked for consent to the project's configuration.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Settings } from '../../../adapters/config/settings.ts';
import type { Consent } from '../../../application/ports/consent-store.port.ts';
import { consentTo, type ProjectRisks } from '../../../application/trust/project-trust.ts';
import { tempDir } from '../../support/temp-dir.ts';

function project(agent: string, env: Record<string, string> = {}) {
  return folder(`agent: ${agent}\n`, env);
}

function folder(text: string, env: Record<string, string> = {}) {
  const cwd = tempDir();
  writeFileSync(join(cwd, 'iteratr.yml'), text);
  const write = (command: string) => writeFileSync(join(cwd, 'iteratr.yml'), `agent: ${command}\n`);
  const questions: string[] = [];
  let consent: Consent | undefined;
  let whileAsked = (): void => undefined;
  const settings = new Settings({
    environment: { cwd, project: cwd, env, home: join(cwd, 'home'), self: ['iteratr'] },
    consents: {
      folder: cwd,
      current: () => consent,
      give: (risks) => {
        consent = consentTo(risks, new Date(0));
      },
      refuseAgent: () => undefined,
    },
    hooks: async () => null,
    ask: async (risks: ProjectRisks) => {
      questions.push(risks.settings.map(({ shown }) => shown).join());
      whileAsked();
      whileAsked = () => undefined;
      return true;
    },
    warn: () => undefined,
  });
  return {
    settings,
    questions,
    write,
    onQuestion(then: () => void): void {
      whileAsked = then;
    },
  };
}

it('asks once, and uses what the user saw', async () => {
  const { settings, questions } = project('one');
  expect((await settings.withConsent({})).config.agent).toBe('one');
  expect((await settings.withConsent({})).config.agent).toBe('one');
  expect(questions).toEqual(['one']);
});

it('asks again if the file changes while the user reads the question', async () => {
  const { settings, questions, write, onQuestion } = project('one');
  onQuestion(() => write('two'));
  expect((await settings.withConsent({})).config.agent).toBe('two');
  expect(questions).toEqual(['one', 'two']);
});

it('does not ask for what a variable covers', async () => {
  const { settings, questions } = project('one', { ITERATR_AGENT: 'mine' });
  expect((await settings.withConsent({})).config.agent).toBe('mine');
  expect(questions).toEqual([]);
});

it.each([
  ['model: claude:opus', 'claude:opus'],
  ['agent_mode: bypassPermissions', 'bypassPermissions'],
  ['agents: {mine: {command: "./run"}}', '{"mine":{"command":"./run"}}'],
  [
    'agents: {mine: {command: "./run", env: {MY_API_KEY: hunter2-hunter2}}}',
    '{"mine":{"command":"./run","env":{"MY_API_KEY":"***"}}}',
  ],
])('asks for %s', async (text, question) => {
  const { settings, questions } = folder(text);
  await settings.withConsent({});
  expect(questions).toEqual([question]);
});

it('asks for a model that chooses an agent of the own', async () => {
  const { settings, questions } = folder('model: mine:small\nagents: {mine: {command: "./run"}}');
  await settings.withConsent({});
  expect(questions).toEqual(['mine:small,{"mine":{"command":"./run"}}']);
});

it.each(['model: ollama/llama3:8b', 'model: llama3:8b', 'env_deny: [AWS_*]', 'agents: {}', 'agent_mode: ""'])(
  'does not ask for %s',
  async (text) => {
    const { settings, questions } = folder(text);
    await settings.withConsent({});
    expect(questions).toEqual([]);
  },
);
