// The container of one command.
import { type BindToFluentSyntax, Container, ContainerModule } from 'inversify';
import type { Console } from '../adapters/cli/console.ts';
import { SYSTEM_CLOCK } from '../adapters/process/system-clock.ts';
import type { Environment } from '../application/environment.ts';
import type { KnownSecrets } from '../application/secrets/known-secrets.ts';
import { type Handler, TOKEN } from './tokens.ts';

interface Surroundings {
  readonly environment: Environment;
  readonly console: Console;
  readonly secrets: KnownSecrets;
}

/** Returns a module that binds the handler of a command. */
export function handler(bind: (to: BindToFluentSyntax<Handler<never>>) => void): ContainerModule {
  return new ContainerModule((options) => {
    bind(options.bind(TOKEN.handler));
  });
}

/** Returns a container with the modules of a command. */
export function createContainer(invocation: Surroundings, modules: readonly ContainerModule[]): Container {
  const container = new Container();
  container.load(base(invocation), ...modules);
  return container;
}

/** Returns the module with the bindings of every command. */
function base({ environment, console, secrets }: Surroundings): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(TOKEN.environment).toConstantValue(environment);
    bind(TOKEN.console).toConstantValue(console);
    bind(TOKEN.secrets).toConstantValue(secrets);
    bind(TOKEN.clock).toConstantValue(SYSTEM_CLOCK);
  });
}
