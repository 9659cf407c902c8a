// The profile of GitHub Copilot CLI.
// https://docs.github.com/copilot/concepts/agents/about-copilot-cli
import { fieldsOf, listOf, numberOf } from '../fields.ts';
import { type AgentProfile, ORDINARY, OWN_CHOICE } from './profile.ts';

export const COPILOT: AgentProfile = {
  ...ORDINARY,
  name: 'copilot',
  command: ['copilot', '--acp'],
  npm: { name: '@github/copilot', version: '1.0.102' },
  install: 'npm install -g @github/copilot',
  login: 'run copilot and log in there with /login',
  // `copilot help environment`
  billing: [
    { variable: 'COPILOT_PROVIDER_BASE_URL', effect: 'uses the models of that provider, which bills them' },
    ...['COPILOT_GITHUB_TOKEN', 'GH_TOKEN', 'GITHUB_TOKEN'].map((variable) => ({
      variable,
      effect: 'bills the GitHub account of that token, not that of your login',
    })),
  ],
  // It offers no choice of model over ACP.
  models: { ...OWN_CHOICE, form: 'a model of Copilot', list: '/model in copilot', variable: 'COPILOT_MODEL' },
  dialect: {
    exitCodeOf: (rawOutput) => {
      const ends = listOf(fieldsOf(rawOutput).contents).map(fieldsOf);
      return numberOf(ends.find(({ type }) => type === 'shell_exit')?.exitCode);
    },
  },
};
