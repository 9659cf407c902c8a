// Binds the configuration of a command, and the user's consent to the project's settings and hooks.
import { ContainerModule } from 'inversify';
import type { CreatedSettings } from '../create-settings.ts';
import { TOKEN } from '../tokens.ts';

export function settingsModule({ settings, consents, files }: CreatedSettings): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(TOKEN.settings).toConstantValue(settings);
    bind(TOKEN.consents).toConstantValue(consents);
    bind(TOKEN.projectFiles).toConstantValue(files);
  });
}
