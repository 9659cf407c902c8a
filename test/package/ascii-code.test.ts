// Specifies that the bundle means the same in ASCII, and is not written if it would not.
import { runInThisContext } from 'node:vm';
import { rolldown } from 'rolldown';
import { expect, it } from 'vitest';
// @ts-expect-error the build scripts are plain JavaScript
import { asciiCode } from '../../bootstrap/ascii-code.mjs';

async function bundled(code: string): Promise<string> {
  const bundle = await rolldown({
    input: 'entry',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === 'entry' ? '\0entry' : undefined),
        load: (id) => (id === '\0entry' ? code : undefined),
      },
      asciiCode(),
    ],
  });
  const { output } = await bundle.generate({ format: 'iife', name: 'found' });
  await bundle.close();
  return output[0].code;
}

it('keeps texts, names and regular expressions', async () => {
  const code = await bundled(`
    const größe = 'ä…😀';
    export const text = größe + \`∙\${größe.length}\`;
    export const matches = [/^[à-ü…]{2}/.test('ä…'), /^[😀😁]$/u.test('😁'), /a\\/😀/.test('a/😀'), /^[^·]$/.test('·')];
  `);
  expect(code).toMatch(/^[\0-\x7f]*$/);
  expect(runInThisContext(`${code};found`)).toMatchObject({
    text: 'ä…😀∙4',
    matches: [true, true, true, false],
  });
});

it.each(['export const text = String.raw`ä`;', 'export const pattern = /\\ä/;'])(
  'refuses %s',
  async (code) => {
    await expect(bundled(code)).rejects.toThrow('entry.js has characters that cannot be escaped');
  },
);
