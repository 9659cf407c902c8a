// Runs one command: composes its handler in a container, runs it, and closes everything that was opened.
import type { ContainerModule, ServiceIdentifier } from 'inversify';
import type { Console } from '../adapters/cli/console.ts';
import type { SettingsFlags } from '../adapters/config/settings.ts';
import type { Environment } from '../application/environment.ts';
import type { KnownSecrets } from '../application/secrets/known-secrets.ts';
import { Shutdown } from './shutdown.ts';
import { type Handler, TOKEN } from './tokens.ts';

/** One run of the program with one command. */
export interface Invocation {
  readonly environment: Environment;
  readonly console: Console;
  /** What is replaced in everything this process keeps or prints. Grows while it runs. */
  readonly secrets: KnownSecrets;
  /** The configuration flags of the command line. */
  readonly flags: SettingsFlags;
  readonly shutdown: Shutdown;
}

/** Returns the container modules of a command. One of them binds the handler to `TOKEN.handler`. */
export type Composition<Request> = (
  invocation: Invocation,
  request: Request,
) => Promise<readonly ContainerModule[]>;

/** Runs a command and returns its exit code. Throws what the handler throws, after everything is closed. */
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

/** Passes one service of the modules to `use`, then closes everything in reverse order of opening. Throws what `use` throws. */
export async function inScope<Service, Value>(
  invocation: Omit<Invocation, 'shutdown'>,
  modules: (invocation: Invocation) => Promise<readonly ContainerModule[]>,
  service: ServiceIdentifier<Service>,
  use: (service: Service) => Promise<Value>,
): Promise<Value> {
  const shutdown = new Shutdown();
  try {
    const composed = await modules({ ...invocation, shutdown });
    // Only now: a composition may start something that takes long, while the container is loaded.
    const { createContainer } = await import('./container.ts');
    return await use(createContainer(invocation, composed).get(service));
  } finally {
    await shutdown.run();
  }
}
