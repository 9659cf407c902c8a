// Writes the code of the bundle in ASCII alone, because Node reads it twice as fast, and V8 needs half the memory for it.
import { transform } from 'esbuild';
import { parseAst } from 'rolldown/parseAst';

/** A plugin of the bundler; the last one, because what it writes must stay as it is. */
export function asciiCode() {
  return {
    name: 'ascii-code',
    async generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type === 'chunk') chunk.code = await inAscii(chunk.code, chunk.fileName);
      }
    },
  };
}

async function inAscii(text, name) {
  const { code } = await transform(text, {
    charset: 'ascii',
    minifyWhitespace: true,
    legalComments: 'inline',
  });
  if (isAscii(code)) return code;
  // esbuild leaves regular expressions as they are.
  const regexps = [...regexpsIn(parseAst(code))].sort((one, other) => one.start - other.start);
  let escaped = '';
  let at = 0;
  for (const { start, end } of regexps) {
    escaped += code.slice(at, start) + code.slice(start, end).replaceAll(/(?<!\\)[^\0-\x7f]/g, escapeOf);
    at = end;
  }
  escaped += code.slice(at);
  if (!isAscii(escaped)) throw new Error(`${name} has characters that cannot be escaped`);
  return escaped;
}

function isAscii(text) {
  return !/[^\0-\x7f]/.test(text);
}

function escapeOf(unit) {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Yields the regular expressions in a tree of code. */
function* regexpsIn(node) {
  if (typeof node !== 'object' || node === null) return;
  if (node.type === 'Literal' && node.regex) yield node;
  else for (const child of Object.values(node)) yield* regexpsIn(child);
}
