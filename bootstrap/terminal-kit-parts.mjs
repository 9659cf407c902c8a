// Lets terminal-kit be bundled. It loads parts of itself by computed names; these are the parts that the program uses.

/** The module that loads, what it says there, and what it says in the bundle. */
const REPLACEMENTS = [
  // The one description of terminals that adapters/tui/terminal/kit-driver.ts asks for.
  ['Terminal.js', "'./termconfig/' + term.termconfigFile", "'./termconfig/xterm-truecolor.generic.js'"],
  ['Terminal.js', "'./colorScheme/' + palette + '.json'", "'./colorScheme/default.json'"],
  // Everything at once, for bundlers; with packages whose licences do not allow that.
  ['termkit.js', "require( './termkit-no-lazy-require.js' )", '{}'],
  ['termkit.js', 'require.cache[ ', '({})[ '],
  [
    'termkit.js',
    "require( 'lazyness' )( require )",
    `require( 'lazyness' )( ( name ) => {
      switch ( name ) {
        case './Palette.js' : return require( './Palette.js' ) ;
        case './tty.js' : return require( './tty.js' ) ;
        default : throw new Error( name + ' of terminal-kit is not part of the program' ) ;
      }
    } )`,
  ],
];

/** A plugin of the bundler. Fails if a version of terminal-kit says something else. */
export function terminalKitParts() {
  return {
    name: 'terminal-kit-parts',
    transform: {
      filter: { id: /node_modules\/terminal-kit\/lib\/(Terminal|termkit)\.js$/ },
      handler: (code, id) => {
        const own = REPLACEMENTS.filter(([name]) => id.endsWith(`/${name}`));
        return own.reduce((text, [, from, to]) => {
          if (!text.includes(from)) throw new Error(`${id} no longer says ${from}`);
          return text.replaceAll(from, to);
        }, code);
      },
    },
  };
}
