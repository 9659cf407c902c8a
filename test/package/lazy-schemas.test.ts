// Specifies that the schemas of the ACP SDK accept and return the same in the bundle, where they are built at their first use.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { expect, it } from 'vitest';
// @ts-expect-error the build scripts are plain JavaScript
import { lazySchemas } from '../../bootstrap/lazy-schemas.mjs';
import { tempDir } from '../support/temp-dir.ts';

const SDK = join(
  fileURLToPath(new URL('../..', import.meta.url)),
  'node_modules/@zed-industries/agent-client-protocol/dist/v1/schema',
);
const INPUTS = [
  ...[undefined, null, 1, 'text', [], {}, { type: 'text', text: 'a' }, { mode: 'form', message: 'a' }],
  { sessionId: 'a', update: { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: 'a' } } },
  { sessionId: 'a', update: { sessionUpdate: 'plan', entries: [{ content: 'a' }] } },
  {
    sessionId: 'a',
    toolCall: { toolCallId: 'a' },
    options: [{ optionId: 'a', name: 'a', kind: 'allow_once' }],
  },
  { protocolVersion: 1, agentCapabilities: { promptCapabilities: { image: true } }, authMethods: [] },
];

type Schemas = Readonly<Record<string, { safeParse(input: unknown): { success: boolean; data?: unknown } }>>;

async function bundled(): Promise<Schemas> {
  const bundle = await rolldown({ input: join(SDK, 'zod.gen.js'), plugins: [lazySchemas()] });
  const { output } = await bundle.generate({ format: 'esm' });
  await bundle.close();
  const file = join(tempDir(), 'schemas.mjs');
  writeFileSync(file, output[0].code);
  return (await import(pathToFileURL(file).href)) as Schemas;
}

it('is true for every schema', async () => {
  const eager = (await import(join(SDK, 'zod.gen.js'))) as Schemas;
  const lazy = await bundled();
  expect(Object.keys(lazy).length).toBeGreaterThan(100);
  for (const [name, schema] of Object.entries(eager)) {
    for (const input of INPUTS) {
      const { success, data } = schema.safeParse(input);
      expect(lazy[name]?.safeParse(input), `${name} of ${JSON.stringify(input)}`).toMatchObject({
        success,
        ...(success && { data }),
      });
    }
  }
});

it('is no longer built if the SDK has another form', () => {
  const { handler } = lazySchemas().transform;
  expect(() => handler('export const zOne = z.string();\n', join(SDK, 'zod.gen.js'))).toThrow(
    'only 1 schemas',
  );
});
