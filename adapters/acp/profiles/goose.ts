// The profile of goose.
// https://block.github.io/goose/docs/guides/acp-clients
import { type AgentProfile, ORDINARY, OWN_CHOICE } from './profile.ts';

export const GOOSE: AgentProfile = {
  ...ORDINARY,
  name: 'goose',
  command: ['goose', 'acp'],
  install: 'see https://block.github.io/goose/docs/getting-started/installation',
  login: 'goose configure',
  models: OWN_CHOICE,
};
