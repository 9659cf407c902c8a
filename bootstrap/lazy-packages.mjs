// Lets packages that take long to load be loaded when they are first used: a start needs few of them, and a first frame none.

/** The modules, and what the program imports from them. */
const LAZY = {
  marked: ['Lexer'],
  'highlight.js/lib/core': ['default'],
  fuzzysort: ['default'],
  yaml: [
    ...['Document', 'LineCounter'],
    ...[
      'isAlias',
      'isCollection',
      'isMap',
      'isNode',
      'isScalar',
      'isSeq',
      'parse',
      'parseDocument',
      'stringify',
    ],
  ],
};
const PREFIX = '\0lazy:';

/** A plugin of the bundler: what our modules import from these packages stands for the original. The bundler fails if a name is missing. */
export function lazyPackages() {
  return {
    name: 'lazy-packages',
    resolveId(source, importer = '') {
      const isOurs = !importer.startsWith(PREFIX) && !importer.includes('node_modules');
      return isOurs && Object.hasOwn(LAZY, source) ? PREFIX + source : undefined;
    },
    load(id) {
      return id.startsWith(PREFIX) ? standInsOf(id.slice(PREFIX.length)) : undefined;
    },
  };
}

function standInsOf(source) {
  const names = LAZY[source];
  return `
// A module that is required is run at the first call.
const loaded = (name) => {
  const module = require('${source}');
  return module[name] ?? module;
};
const standIn = (name) =>
  new Proxy(function () {}, {
    get: (_, key) => Reflect.get(loaded(name), key),
    apply: (_, self, args) => Reflect.apply(loaded(name), self, args),
    construct: (_, args) => Reflect.construct(loaded(name), args),
  });
${names.map((name, index) => `const standIn${index} = standIn('${name}');`).join('\n')}
export { ${names.map((name, index) => `standIn${index} as ${name}`).join(', ')} };
`;
}
