// The reference pages and JSON Schemas say what the program does: `npm run docs` makes them again when a key, command or flag changes.
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { processConsole } from '../../adapters/cli/console.ts';
import { KnownSecrets } from '../../application/secrets/known-secrets.ts';
import { programCommands } from '../../bootstrap/program.ts';
import { configJsonSchema, hooksJsonSchema } from '../support/json-schemas.ts';
import { commandsPage, configurationPage } from '../support/reference-pages.ts';

const ENVIRONMENT = { cwd: '/', project: '/', env: {}, home: '/', self: ['iteratr'] } as const;

function pathOf(page: string): string {
  return fileURLToPath(new URL(`../../specs/${page}`, import.meta.url));
}

it('specs/commands.md is made from the commands', async () => {
  const ignore = (): void => undefined;
  const commands = programCommands(
    ENVIRONMENT,
    { ...processConsole({}), out: ignore, err: ignore },
    new KnownSecrets(),
  );
  await expect(commandsPage(commands)).toMatchFileSnapshot(pathOf('commands.md'));
});

it('specs/configuration.md is made from the schema', async () => {
  await expect(configurationPage()).toMatchFileSnapshot(pathOf('configuration.md'));
});

it.each([
  ['schemas/iteratr.schema.json', configJsonSchema()],
  ['schemas/hooks.schema.json', hooksJsonSchema()],
])('specs/%s is made from the schema', async (page, schema) => {
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(pathOf(page));
});
