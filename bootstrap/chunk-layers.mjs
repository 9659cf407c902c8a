// Decides which modules share a chunk. Every file costs about as much to load as 20 kB of code, and a bundler left alone makes hundreds.
import { join } from 'node:path';

/**
 * The layers, from what every command loads to what few do. The chunk of a layer holds what its modules import statically, except
 * what an earlier layer has. So it needs only itself and earlier chunks, and a command loads a chunk only if it needs most of it.
 */
const LAYERS = {
  program: ['bootstrap/program.ts'],
  tool: ['bootstrap/run-tool.ts', 'adapters/cli/commands/tool/tool.handler.ts'],
  compose: ['bootstrap/compose.ts'],
  settings: ['bootstrap/create-settings.ts'],
  agent: ['bootstrap/build.ts'],
};
/** What the first frame of a build needs, which is drawn before the layers below are loaded. */
const FIRST_FRAME = ['bootstrap/early-screen.ts', 'adapters/tui/open-dashboard.ts'];
const LATER_LAYERS = {
  // Small, and loaded first, because the server takes long to start.
  server: ['adapters/nats/embedded/embedded-server.ts'],
  container: ['bootstrap/container.ts'],
  commands: ['bootstrap/commands.ts'],
  session: ['bootstrap/modules/session.module.ts'],
  sessions: ['bootstrap/session-commands.ts'],
};
/** After these layers and the one of shared modules. */
const STORE = { store: ['adapters/nats/open-store.ts'] };

/**
 * Returns the layers in the form of the bundler, which puts all other modules into chunks by itself.
 * https://rolldown.rs/in-depth/manual-code-splitting
 */
export function chunkLayers(root) {
  /** Our own modules that need no package and that several commands load: small files of which a build needs most. */
  const shared = {
    debugName: 'shared',
    minShareCount: 2,
    name: (id, graph) => ([...importedBy([id], graph)].some(isPackage) ? null : 'shared'),
  };
  const ofFrame = membersOf(FIRST_FRAME, root);
  const later = membersOf(Object.values(LATER_LAYERS).flat(), root);
  const groups = [
    ...layersOf(LAYERS, root),
    {
      debugName: 'frame',
      name: (id, graph) => (ofFrame(graph).has(id) && later(graph).has(id) ? 'frame' : null),
    },
    ...layersOf(LATER_LAYERS, root),
    {
      ...shared,
      debugName: 'screen',
      name: (id, graph) => (ofFrame(graph).has(id) ? shared.name(id, graph) && 'screen' : null),
    },
    shared,
    ...layersOf(STORE, root),
  ];
  return groups.map((group, index) => ({ ...group, priority: groups.length - index }));
}

function layersOf(layers, root) {
  return Object.entries(layers).map(([name, modules]) => {
    const members = membersOf(modules, root);
    return { debugName: name, name: (id, graph) => (members(graph).has(id) ? name : null) };
  });
}

/** Returns a function that finds these modules, and everything that they import, in a graph. */
function membersOf(modules, root) {
  let members;
  return (graph) => {
    members ??= importedBy(
      modules.map((path) => join(root, path)),
      graph,
    );
    return members;
  };
}

function isPackage(id) {
  return id.includes('node_modules');
}

/** Returns these modules and everything that they import statically, directly or not. */
function importedBy(modules, graph) {
  const found = new Set(modules);
  for (const id of found) {
    const module = graph.getModuleInfo(id);
    if (!module) throw new Error(`${id} is not part of the program`);
    for (const imported of module.importedIds) found.add(imported);
  }
  return found;
}
