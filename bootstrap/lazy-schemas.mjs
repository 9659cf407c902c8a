// Lets the schemas of the ACP SDK be built when they are used. It builds all of them when it is loaded, and a build needs few.
const MODULE =
  /node_modules\/@zed-industries\/agent-client-protocol\/dist\/v1\/schema\/(zod|guards)\.gen\.js$/;
/** A schema of these generated modules; the last line ends with a semicolon, and the next statement is not indented. */
const SCHEMA = /^(export )?const (z[A-Z]\w*) = ([\s\S]*?);$(?=\n(?:\S|$))/gm;
const NAME = /(?<![\w$])(?:validate\.)?z[A-Z]\w*/g;
/** How many schemas a module has at least. Fewer mean that its form has changed. */
const LEAST = { zod: 100, guards: 10 };

/** A module of the bundle. A lazy schema stands for one that is built at its first use; other schemas refer to the built one, which is faster. */
const HELPERS = 'lazy-schema';
const HELPERS_CODE = `
const builders = new WeakMap();
export function built(schema) {
  return builders.get(schema)?.() ?? schema;
}
export function lazySchema(build) {
  let schema;
  const get = () => (schema ??= build());
  const lazy = new Proxy({}, { get: (_, key) => Reflect.get(get(), key), has: (_, key) => Reflect.has(get(), key) });
  builders.set(lazy, get);
  return lazy;
}
`;

/** A plugin of the bundler. Fails if a version of the SDK has another form. */
export function lazySchemas() {
  return {
    name: 'lazy-schemas',
    resolveId: { filter: { id: /^lazy-schema$/ }, handler: (id) => `\0${id}` },
    load: { filter: { id: /^\0lazy-schema$/ }, handler: () => HELPERS_CODE },
    transform: {
      filter: { id: MODULE },
      handler: (code, id) => {
        let count = 0;
        const lazy = code.replaceAll(SCHEMA, (_, exported = '', name, schema) => {
          count += 1;
          return `${exported}const ${name} = lazySchema(() => ${schema.replaceAll(NAME, 'built($&)')});`;
        });
        const [, kind] = MODULE.exec(id);
        if (count < LEAST[kind]) throw new Error(`${id} has only ${count} schemas in the form that is known`);
        return `import { built, lazySchema } from '${HELPERS}';\n${lazy}`;
      },
    },
  };
}
