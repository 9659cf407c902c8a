// Runs one command: composes what its handler needs, runs it, and closes everything it opened.
import { type BindToFluentSyntax, Container, ContainerModule, type ServiceIdentifier } from 'inversify';
import type { Console } from '../adapters/cli/console.ts';
import type { SettingsFlags } from '../adapters/config/settings.ts';
import { SYSTEM_CLOCK } from '../adapters/process/system-clock.ts';
import type { Environment } from '../application/environment.ts';
import { Shutdown } from './shutdown.ts';
import { type Handler, TOKEN } from './tokens.ts';

/** One start of the program with one command. */
export interface Invocation {
  readonly environment: Environment;
  readonly console: Console;
  /** What the command line says about the configuration. */
  readonly flags: SettingsFlags;
  readonly shutdown: Shutdown;
}

/** The modules whose bindings a command needs, among them its handler under `TOKEN.handler`. */
export type Composition<Request> = (
  invocation: Invocation,
  request: Request,
) => Promise<readonly ContainerModule[]>;

/** Returns the exit code. Throws what the handler throws, after everything is closed. */
export function runHandler<Request>(
  compose: Composition<Request>,
  request: Request,
  invocation: Omit<Invocation, 'shutdown'>,
): Promise<number> {
  return inScope(
    invocation,
    (full) => compose(full, request),
    TOKEN.handler as ServiceIdentifier<Handler<Request>>,
    (handler) => handler.handle(request),
  );
}

/** Passes one service of the modules to `use`; closes everything that was opened, the last first. Throws what `use` throws. */
export async function inScope<Service, Value>(
  invocation: Omit<Invocation, 'shutdown'>,
  modules: (invocation: Invocation) => Promise<readonly ContainerModule[]>,
  service: ServiceIdentifier<Service>,
  use: (service: Service) => Promise<Value>,
): Promise<Value> {
  const shutdown = new Shutdown();
  try {
    const container = new Container();
    container.load(base(invocation), ...(await modules({ ...invocation, shutdown })));
    return await use(container.get(service));
  } finally {
    await shutdown.run();
  }
}

/** A module that binds the handler of a command. */
export function handler(bind: (to: BindToFluentSyntax<Handler<never>>) => void): ContainerModule {
  return new ContainerModule((options) => {
    bind(options.bind(TOKEN.handler));
  });
}

/** What every command has. */
function base({ environment, console }: Pick<Invocation, 'environment' | 'console'>): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(TOKEN.environment).toConstantValue(environment);
    bind(TOKEN.console).toConstantValue(console);
    bind(TOKEN.clock).toConstantValue(SYSTEM_CLOCK);
  });
}
