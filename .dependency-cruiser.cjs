// The rules of the architecture. `npm run architecture` checks them; test/architecture.test.ts that they are checked.
const adapter = '^adapters/([^/]+)/';

// The folders of the terminal interface from the lowest to the highest: each imports only those before it.
const tuiLayers = [
  'terminal', // what a terminal sends and takes
  'canvas', // cells, styles, the width of text
  'code', // source code: its colours, and differences
  'editor', // a text being written
  'transcript', // what the agent did, as blocks and lines
  'model', // the state of the dashboard as data, its keys
  'layout', // where everything is on the screen
  'panes', // scrolling and selecting in the panes
  'overlays', // one file for each overlay
  'update', // what keys, clicks and events change
  'views', // what the model looks like
  'screen', // the loop: events, frames, the mouse
  'guide', // the pages that commands ask with
  'replay', // recorded sessions, played again
];
const tuiLayerRules = tuiLayers.slice(0, -1).map((layer, index) => ({
  name: `tui-${layer}-knows-only-what-is-below`,
  comment: `In adapters/tui, ${layer}/ imports only folders that stand before it in tuiLayers.`,
  severity: 'error',
  from: { path: `^adapters/tui/${layer}/` },
  to: { path: `^adapters/tui/(${tuiLayers.slice(index + 1).join('|')})/|^adapters/tui/[^/]+$` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'domain-is-pure',
      comment: 'The domain knows nothing but itself: no clock, no randomness, no Node, no package.',
      severity: 'error',
      from: { path: '^domain/' },
      to: { pathNot: '^domain/' },
    },
    {
      name: 'application-knows-domain-only',
      comment: 'Use-cases and ports speak the language of the domain; technology is behind the ports.',
      severity: 'error',
      from: { path: '^application/' },
      to: { pathNot: '^(domain|application)/' },
    },
    {
      name: 'adapters-do-not-know-each-other',
      comment:
        'An adapter is one technology. What two of them share belongs to a port or to bootstrap; the rules for files of the data directory are in data-dir/.',
      severity: 'error',
      from: { path: adapter },
      to: { path: '^adapters/', pathNot: '^adapters/($1|data-dir)/' },
    },
    {
      name: 'only-bootstrap-wires',
      comment: 'Nobody but main.ts and its neighbours knows how the program is put together.',
      severity: 'error',
      from: { pathNot: '^bootstrap/' },
      to: { path: '^bootstrap/' },
    },
    {
      name: 'inversify-in-bootstrap-only',
      comment: 'Classes take what they need through their constructor and do not know of a container.',
      severity: 'error',
      from: { pathNot: '^bootstrap/' },
      to: { path: '(^|/)node_modules/(inversify|reflect-metadata)/' },
    },
    {
      name: 'processes-in-one-place',
      comment:
        'Only adapters/process starts programs, so that all of them are recorded, watched and ended the same way. Exceptions: the editor, which gets the terminal; the check of the data directory, which asks git before anything else runs; the build script.',
      severity: 'error',
      from: {
        path: '^(domain|application|adapters|bootstrap)/',
        pathNot:
          '^(adapters/process/|adapters/tui/terminal/run-editor\\.ts$|adapters/data-dir/tracked-files\\.ts$|bootstrap/bundle\\.mjs$)',
      },
      to: { path: '(^(node:)?child_process$|(^|/)node_modules/(execa|cross-spawn)/)' },
    },
    {
      name: 'no-cycles',
      comment: 'Modules that need each other are one module, or lack a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...tuiLayerRules,
    {
      name: 'tui-folders-have-no-cycles',
      comment: 'Folders of the terminal interface that need each other cannot be understood one by one.',
      severity: 'error',
      scope: 'folder',
      from: { path: '^adapters/tui(/|$)' },
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      comment: 'An import that cannot be resolved would escape every other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    moduleSystems: ['es6', 'cjs'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
