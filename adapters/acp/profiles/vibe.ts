// The profile of Mistral Vibe.
// https://github.com/mistralai/mistral-vibe
import { type AgentProfile, ORDINARY, OWN_CHOICE } from './profile.ts';

export const VIBE: AgentProfile = {
  ...ORDINARY,
  name: 'vibe',
  command: ['vibe-acp'],
  install: 'uv tool install mistral-vibe',
  login: 'run vibe --setup, or set MISTRAL_API_KEY',
  models: OWN_CHOICE,
  toolSearch: true,
};
